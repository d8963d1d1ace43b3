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
//! | two layers | the inner one decides; a warning in the log, once |
//! | a guard that denies when the response has begun | the `Err` of that function: the service's own to handle |
//! | a client that hangs up | nothing: the request ends where it is, and a refresh of keys goes on for others |

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
