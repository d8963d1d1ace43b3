//! Authorise callers that come from Microsoft Entra ID.
//!
//! An API that is registered in Entra ID has *app roles* (what a user or an application may do) and *scopes* (what a client
//! may do for a user). Each access token carries both, and the API must intersect them. What a caller may do, its effective
//! permissions, is for
//!
//! ```text
//! a client that acts for a user:        roles held ∩ roles that the granted scopes map to
//! an application that acts as itself:   roles held
//! ```
//!
//! [`permissions!`] reads the exported manifest of the registration at build time and generates the roles, the scopes and the
//! mapping as types; [`#[requires]`](macro@requires) guards functions with them, checked by the compiler; [`TokenValidator`] verifies
//! tokens and makes a [`Caller`] of each.
//!
//! ```toml
//! [dependencies]
//! entra-perms-runtime = { version = "0.1", features = ["axum"] }
//! ```
//!
//! With the manifest of the registration (`az ad app show --id <client id> -o json > manifests/crm.json`) in the folder of the crate, or of its
//! workspace:
//!
//! ```no_run
//! mod permissions {
//!     entra_perms_runtime::permissions! {
//!         manifest = "manifests/crm.json",
//!         scopes = {
//!             "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
//!             "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
//!                                     "Contacts.Read.*", "Contacts.Write.*"],
//!             "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
//!         },
//!         allow = [shared_roles],
//!     }
//! }
//!
//! use axum::{Router, routing::get};
//! use entra_perms_runtime::{EntraLayer, Tenants, requires};
//! use permissions::{TokenValidator, roles::*};
//!
//! #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
//! async fn contacts() -> &'static str {
//!     "Ada, Grace"
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let app = Router::new().route("/contacts", get(contacts));
//!     let app = app.layer(EntraLayer::new(validator));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     Ok(axum::serve(listener, app).await?)
//! }
//! ```
//!
//! # Who is asked what
//!
//! | question | answer |
//! |---|---|
//! | Is this token good, and who sent it? | [`TokenValidator::validate`] → [`Caller`] or [`TokenError`] |
//! | May the caller do this? | [`#[requires]`](macro@requires), [`Caller::require`], [`Caller::can`] → [`Denied`] |
//! | Why, or why not? | [`Caller::explain`], [`Denied::reasons`] |
//! | What does the client get to see? | [`http::Challenge`] (RFC 6750), [`ProtectedResource`] (RFC 9728) |
//!
//! A client whose token is refused is told no more than RFC 6750 asks for; one that is denied is told what is missing. Why a token was
//! refused, or a caller denied, is in the log, as events of [`tracing`](https://docs.rs/tracing). The
//! level is `INFO`, or `WARN` if the service itself or the authority is at fault. Two refusals for
//! which the service is at fault are `INFO` all the same, because anyone can cause them with a made-up
//! token, and must not be able to fill the log with warnings: [`Encrypted`](TokenError::Encrypted) and
//! [`KeysUnavailable`](TokenError::KeysUnavailable). If keys cannot be fetched, each failed attempt is
//! a `WARN` of its own.
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `macros` | yes | [`permissions!`], [`#[requires]`](macro@requires), [`requirement!`] |
//! | `aws-lc-rs` | yes | signatures are verified by AWS-LC; preferred where both backends are on |
//! | `rust-crypto` | | signatures are verified by the crates of `RustCrypto`: pure Rust (TLS, for `discovery`, is not), and an order of magnitude slower |
//! | `discovery` | yes | keys and issuer are fetched from the authority and kept fresh; needs tokio |
//! | `tower` | | [`EntraLayer`], token verification as middleware for `http` types: [its page](integrations::tower) |
//! | `axum` | | extractors and answers for axum: [its page](integrations::axum); implies `tower` |
//! | `actix-web` | | [`EntraLayer`] as middleware, extractors and answers for actix-web: [its page](integrations::actix_web) |
//! | `tonic` | | [`EntraLayer::grpc`], guarded methods and answers for [tonic](integrations::tonic); implies `tower` |
//! | `audit` | | every guarded function of the program as a list, [`audit::Inventory`], what is amiss with it, and [a test that no guard is lost](audit::Sources); implies `macros` |
//! | `utoipa` | | what the model and the guards say, in OpenAPI documents made with utoipa, [`openapi`]; implies `audit` |
//! | `testing` | | [callers without tokens, a development issuer, a table of who gets what](testing); for tests and local development only |
//!
//! Without a cryptography backend everything compiles, and building a validator fails.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod alternatives;
#[cfg(feature = "audit")]
pub mod audit;
mod caller;
pub mod challenge;
mod guard;
pub mod integrations;
#[cfg(feature = "macros")]
mod macros;
mod model;
#[cfg(feature = "utoipa")]
pub mod openapi;
mod requirement;
#[cfg(test)]
mod test_support;
#[cfg(feature = "testing")]
pub mod testing;
mod validator;

pub use caller::{Caller, ClaimsError, ClaimsRequest, Denied, Explanation, Grounds, Reason};
#[doc(inline)]
pub use challenge::{Challenge, ProtectedResource};
pub use guard::{Authorized, CallerSource, GuardedFunction};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub use integrations::layer::{EntraLayer, RefusalResponseLayer};
pub use model::{
    AppRegistration, CallerKind, Model, Permission, PermissionSet, SignInAudience, TokenVersion,
    UnknownValue, Values,
};
pub use requirement::{Clause, Requirement};
pub use uuid::Uuid;
pub use validator::{
    BuildError, Excerpt, Fault, FetchError, InvalidTenant, Jwks, Tenants, TokenCache, TokenError,
    TokenValidator, TokenValidatorBuilder,
};

#[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
#[doc(hidden)]
pub use validator::internals;

#[cfg(feature = "macros")]
pub use macros::{permissions, requirement, requires};
