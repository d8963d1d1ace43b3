//! Callers, tokens and permission tables for the tests of an API. Feature `testing`.
//!
//! **For tests and local development only**: a service that trusts a development issuer trusts
//! everyone who can reach that issuer.
//!
//! | to test | use |
//! |---|---|
//! | a function that takes a `&Caller` | [`Caller::test`](crate::Caller::test): a caller without a token |
//! | an app with all of its middleware | [`DevIssuer`]: signs access tokens shaped like Entra's, and builds a validator that accepts them |
//! | the response of every operation to every caller | [`Matrix`]: a table that is checked in |
//! | a client, or a running service | [`DevIssuer::start`]: also serves metadata and keys, on loopback |
//! | a service by hand | [`DevIssuer::shared`]: accepts the tokens of `cargo entra-perms token` |
//!
//! # Test an app
//!
//! [`DevIssuer::new`] needs neither a network nor an async runtime:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! # use axum::{Router, routing::get};
//! # use entra_perms_runtime::{EntraLayer, requires};
//! # #[requires(permissions::roles::Contacts::Read::Team)]
//! # async fn contacts() {}
//! # fn app(validator: permissions::TokenValidator) -> Router {
//! #     Router::new().route("/contacts", get(contacts)).layer(EntraLayer::new(validator))
//! # }
//! use axum::{body::Body, http::Request};
//! use entra_perms_runtime::testing::DevIssuer;
//! use permissions::{Model, Role, Scope};
//! use tower::ServiceExt;
//!
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//! let app = app(issuer.validator().build().await?);
//! let ada = issuer.user::<Model>().roles([Role::ContactsReadTeam]);
//! let token = ada.scopes([Scope::CrmReadTeam]).sign();
//! let request = Request::get("/contacts").header("authorization", format!("Bearer {token}"));
//! assert_eq!(app.oneshot(request.body(Body::empty())?).await?.status(), 200);
//! # Ok(())
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     tokio::runtime::Builder::new_current_thread().build()?.block_on(test())
//! # }
//! ```
//!
//! If the program was built for the app registrations of several environments, tokens are for the
//! first one, from `manifest`. For another one, pass the same client id to
//! [`TokenBuilder::registration`] and to the validator's
//! [`client_id`](crate::TokenValidatorBuilder::client_id).
//!
//! # Keep it out of releases
//!
//! Enable the feature in `dev-dependencies`. If it is enabled in a build without
//! `debug_assertions`, the build fails. To run tests and benchmarks in a release build, set
//! `RUSTFLAGS="--cfg entra_perms_testing"`.
//!
//! # Handlers without a layer
//!
//! To test handlers without an `EntraLayer`, put a caller into the extensions of the request.
//! Guards trust it as a verified caller. The extension must be the [`Caller`](crate::Caller)
//! itself, which [`TestCaller::build`] returns:
//!
//! - axum: `.layer(Extension(caller.build()))`
//! - actix-web and tonic: `request.extensions_mut().insert(caller.build())`
//!
//! For an anonymous request, the extension is [`Anonymous`]: `Anonymous::<Model>::default()`.

// In data order: `caller` (callers without tokens), `token` (the tokens), `server` (metadata and
// keys over HTTP), `issuer` (all of these), `matrix` (tables of responses).

#[cfg(not(any(debug_assertions, entra_perms_testing)))]
compile_error!(
    "the feature `testing` of entra-perms-runtime is enabled in a build without debug assertions
  note: a release must not contain a development issuer
  help: move the feature to `dev-dependencies`
  help: if a feature of your crate enables it, build without that feature
  help: for tests and benchmarks of a release build, set RUSTFLAGS=\"--cfg entra_perms_testing\""
);

mod caller;
mod client;
mod error;
mod issuer;
mod matrix;
mod server;
mod token;

pub use crate::checked_file::CheckedFileError;
pub use crate::guard::Anonymous;
pub use crate::signing::SharedKeyError;
pub use caller::{AppOnly, Delegated, TestCaller, TestCallerKind};
pub use error::DevIssuerError;
pub use issuer::DevIssuer;
pub use matrix::{Matrix, Outcomes};
pub use token::TokenBuilder;
