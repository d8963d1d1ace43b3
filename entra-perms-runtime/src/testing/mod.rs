//! What tests of an API need: callers, tokens, and a table of who gets what. **For tests and local development only**: whoever trusts a
//! development issuer trusts everyone who can reach it.
//!
//! | to test | take |
//! |---|---|
//! | a function that is handed its caller | [`Caller::test`](crate::Caller::test): a caller without a token |
//! | an app, with all that is in front of its handlers | [`DevIssuer`]: signs access tokens shaped like Entra's, and has a validator that takes them |
//! | what every caller gets from every operation | [`Matrix`]: a table that is checked in |
//! | a client, or a service that runs | [`DevIssuer::start`]: serves metadata and keys as well, on loopback |
//!
//! All of it is typed: a test cannot name a role that does not exist.
//!
//! # An app
//!
//! Without a network, and without an async runtime of its own:
//!
//! ```
//! # entra_perms_runtime::permissions! { manifest = "manifests/crm.json", scopes = {
//! #     "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
//! #     "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
//! #     "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
//! # } }
//! # use axum::{Router, routing::get};
//! # use entra_perms_runtime::{EntraLayer, requires};
//! # #[requires(roles::Contacts::Read::Team)]
//! # async fn contacts() {}
//! # fn app(validator: TokenValidator) -> Router {
//! #     Router::new().route("/contacts", get(contacts)).layer(EntraLayer::new(validator))
//! # }
//! use axum::{body::Body, http::Request};
//! use entra_perms_runtime::testing::DevIssuer;
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
//! Where the program was built for the app registrations of several environments, tokens are for the first, the one of
//! `manifest`, unless [`registration`](TokenBuilder::registration) says otherwise, with what the validator's
//! [`client_id`](crate::TokenValidatorBuilder::client_id) was told.
//!
//! # Never in a release
//!
//! The feature belongs among the `dev-dependencies`. Where it is on in a build without `debug_assertions`, the build fails; tests and
//! benchmarks of a release build say that they mean it with `RUSTFLAGS="--cfg entra_perms_testing"`.
//!
//! # Behind no layer
//!
//! A caller among the extensions of a request is taken for verified, and so stands for the layer in a test of handlers alone: it must be the
//! [`Caller`](crate::Caller) itself, which [`TestCaller::build`] gives. In axum, `.layer(Extension(caller.build()))`; in actix-web and tonic,
//! `request.extensions_mut().insert(caller.build())`.

// In data order: `caller` (callers without tokens), `issuer` (the issuer and its key), `token` (what it signs), `server` (what it serves), `matrix`
// (who gets what).

#[cfg(not(any(debug_assertions, entra_perms_testing)))]
compile_error!(
    "the feature `testing` of entra-perms-runtime is on in a build without debug assertions: a development issuer \
     has no place in a release, so move the feature to `dev-dependencies`, or build without the \
     feature of your crate that enables it; for tests and benchmarks of a release build, \
     set RUSTFLAGS=\"--cfg entra_perms_testing\""
);

mod caller;
mod issuer;
mod matrix;
mod server;
mod token;

pub use caller::{AsItself, ForUser, TestCaller, TestCallerKind};
pub use issuer::{DevIssuer, DevIssuerError};
pub use matrix::{Matrix, MatrixError, Outcomes};
pub use token::TokenBuilder;
