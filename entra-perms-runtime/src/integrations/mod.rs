//! The frameworks, each with a page of its own: how to put the layer in front, how handlers are guarded, what refusals are.
//!
//! What all have in common: [`EntraLayer`](crate::EntraLayer) verifies the token of every request and answers those without a good one;
//! [`#[requires]`](macro@crate::requires) on a handler checks before anything else of the request is read; a refusal is a
//! [`Challenge`](crate::http::Challenge), and can be [answered in another way](crate::http::Answer), everywhere or for some routes.
//!
//! ## Mistakes
//!
//! | mistake | what comes of it |
//! |---|---|
//! | a guard without the layer | 500, in gRPC `INTERNAL`, and an error in the log that names the function |
//! | a layer for the model of another `permissions!` | the same; the log names that model |
//! | two layers | both must take the token, and each guard goes by that of its model; a warning in the log, once |
//! | a guard that denies when the response has begun | the `Err` of that function: the service's own to handle |
//! | CORS inside of the layer | preflight requests are refused (401): they have no token |
//! | a client that hangs up | nothing: the request ends where it is, and a refresh of keys goes on for others |
//!
//! ## What the compiler says
//!
//! | message | cause |
//! |---|---|
//! | the trait `Handler<…>` is not implemented for a guarded function | the feature of the framework is off; or the handler takes a `&Caller`: a handler takes a `Caller` |
//! | argument #2 is missing, `/* Authorized<…> */` | `#[axum::debug_handler]` stands above `#[requires]`: it goes below; or a guarded handler is called: guard what you call yourself with a `&Caller` |
//! | struct is not supported in `impl`s, `a_handler_in_an_impl_block_must_take_its_caller` | a handler in an `impl` block has no place for its guard: make it a free function, or see [`requires`](macro@crate::requires) |
//! | cannot find `Contacts`, and something of `std` is offered | `use permissions::roles::*` is missing |
//! | expected `String`, found `Result<…>` | a guarded function that is handed its caller returns `Result<_, E>` with `E: From<Denied>` |
//! | `…` holds no verified caller of this model | `caller = …` is no request, or of another `permissions!`; a request of tonic needs the feature `tonic`; actix-web's cannot lend its caller |
//! | `ProblemJson` does not answer with a body of type `tonic::body::Body` | in front of tonic goes `EntraLayer::grpc`, feature `tonic` |
//! | no function `test` for `Caller`, cannot find `testing` | the feature `testing` is off: it goes among the `dev-dependencies` |

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) mod layer;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
