//! Authorizes callers from Microsoft Entra ID. The permissions of an API are Rust types, which are
//! generated from its exported app registration and checked by the compiler.
//!
//! An API that is registered in Entra ID defines two kinds of permission:
//!
//! - *app roles*, the permissions of a user or an application;
//! - *scopes*, the permissions that a client may use on a user's behalf.
//!
//! A token of a client that acts for a user carries both, and the API must intersect them. A token
//! of an application that acts as itself carries only roles. The result is the caller's effective
//! permissions:
//!
//! ```text
//! a client that acts for a user:        roles held ∩ roles that the granted scopes map to
//! an application that acts as itself:   roles held
//! ```
//!
//! - [`permissions!`] reads the manifest of the registration at build time. It generates the roles,
//!   the scopes and the mapping as types.
//! - [`TokenValidator`] verifies tokens. It returns a [`Caller`] for each valid token.
//! - [`#[requires]`](macro@requires) guards a function with a requirement.
//!
//! # Example
//!
//! ```toml
//! [dependencies]
//! anyhow = "1"
//! axum = "0.8"
//! entra-perms-runtime = { version = "0.1", features = ["axum"] }
//! tokio = { version = "1", features = ["full"] }
//! tracing-subscriber = "0.3"
//! ```
//!
//! Export the registration into the folder of your package, or of its workspace:
//!
//! ```text
//! az ad app show --id <client id> -o json > manifests/crm.json
//! ```
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
//! async fn main() -> anyhow::Result<()> {
//!     tracing_subscriber::fmt::init(); // the log says why a request is refused
//!     let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
//!     let validator = TokenValidator::builder(tenant).build().await?;
//!     let app = Router::new().route("/contacts", get(contacts));
//!     let app = app.layer(EntraLayer::new(validator));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     Ok(axum::serve(listener, app).await?)
//! }
//! ```
//!
//! Each framework has a page with an example: see [`integrations`].
//!
//! # Questions and answers
//!
//! | question | answer |
//! |---|---|
//! | Is this token valid, and who sent it? | [`TokenValidator::validate`] returns a [`Caller`] or a [`TokenError`] |
//! | May the caller do this? | [`#[requires]`](macro@requires), [`Caller::require`] and [`Caller::can`]; a denial is a [`Denied`] |
//! | Does an AI agent act? | [`Caller::agent`]; `by = person`, `agents = never` and `agents = only` of [`#[requires]`](macro@requires) decide |
//! | May a request have no token? | [`EntraLayer::optional`] accepts it, and a handler takes a [`MaybeCaller`] |
//! | Which authority accepted the caller? | [`TokenValidator::any_of`] has several; [`Caller::authority`], [`Caller::registration`] and [`Caller::tenant`] |
//! | Can tokens be verified yet? | [`TokenValidator::is_ready`], [`TokenValidator::ready`] |
//! | How many tokens are cached, verified or refused? When were keys fetched? | [`TokenValidator::statistics`] |
//! | May an open connection go on? | [`Caller::ended`], [`Caller::while_accepted`], [`Caller::recheck`] |
//! | Why, or why not? | [`Caller::explain`], [`Denied::reasons`] |
//! | What does the client see? | [`Challenge`] (RFC 6750), [`ProtectedResource`] (RFC 9728) |
//!
//! # Refusals in the response and in the log
//!
//! If a token is refused, the client learns no more than RFC 6750 asks for. If a caller is denied,
//! the response says which permission is missing.
//!
//! The log says why a token was refused or a caller denied, as events of
//! [`tracing`](https://docs.rs/tracing):
//!
//! | level | event |
//! |---|---|
//! | `INFO` | a token is refused, or a caller is denied |
//! | `WARN` | a token is refused, and the service or the authority is at fault |
//! | `WARN` | an attempt to fetch keys fails |
//! | `ERROR` | a guard finds no caller, because the layer is missing or is for another model |
//!
//! Two refusals stay at `INFO`, although the service or the authority is at fault:
//! [`Encrypted`](TokenError::Encrypted) and [`KeysUnavailable`](TokenError::KeysUnavailable).
//! Anyone can cause them with an invented token, and could fill the log with warnings.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `macros` | yes | [`permissions!`], [`#[requires]`](macro@requires), [`requirement!`] |
//! | `aws-lc-rs` | yes | AWS-LC verifies signatures; it is used if both backends are enabled |
//! | `rust-crypto` | | The `RustCrypto` crates verify signatures. They are pure Rust (TLS for `discovery` is not), and an order of magnitude slower |
//! | `discovery` | yes | The keys and the issuer are fetched from the authority, and refreshed; needs tokio |
//! | `bundled-roots` | | Mozilla's root certificates are in the program; a validator uses them if its builder says so |
//! | `tower` | | [`EntraLayer`] for `http` types: [`integrations::tower`] |
//! | `axum` | | extractors and responses for axum: [`integrations::axum`]; implies `tower` |
//! | `actix-web` | | [`EntraLayer`], extractors and responses for actix-web: [`integrations::actix_web`] |
//! | `tonic` | | [`EntraLayer::grpc`], guarded methods and responses for gRPC: [`integrations::tonic`]; implies `tower` |
//! | `rmcp` | | guarded tools and prompts of MCP servers: [`mcp`]; implies `audit` and `tower` |
//! | `tickets` | | [`Tickets`]: short-lived texts in place of a token, for event streams of browsers; with `tower` or `actix-web` |
//! | `metrics` | | [`decisions::DecisionMetrics`] and [`ValidatorMetrics`]: decisions of guards, tokens, the cache and fetches of keys, through the facade [`metrics`](https://docs.rs/metrics) |
//! | `audit` | | The list of guarded functions and its findings ([`audit::Inventory`]), and [a test that no guard is lost](audit::Sources); implies `macros` |
//! | `utoipa` | | The model and the guards in OpenAPI documents made with utoipa: [`openapi`]; implies `audit` |
//! | `aide` | | The model and the guards in OpenAPI documents made with aide: [`openapi`]; implies `audit` and `axum` |
//! | `testing` | | [Callers without tokens, a development issuer, and a matrix of permissions](testing), for tests and local development only; implies `aws-lc-rs` |
//!
//! Without a cryptography backend everything compiles, but building a validator fails.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod alternatives;
#[cfg(feature = "audit")]
pub mod audit;
mod caller;
pub mod challenge;
#[cfg(any(feature = "audit", feature = "testing"))]
mod checked_file;
mod guard;
pub mod integrations;
#[cfg(feature = "macros")]
mod macros;
#[cfg(feature = "rmcp")]
pub mod mcp;
mod model;
#[cfg(any(feature = "utoipa", feature = "aide"))]
pub mod openapi;
mod requirement;
#[cfg(all(feature = "testing", not(feature = "__internals")))]
#[allow(unreachable_pub, reason = "with `__internals`, the command uses the items")]
mod signing;
#[cfg(feature = "__internals")]
#[doc(hidden)]
pub mod signing;
#[cfg(test)]
mod test_support;
#[cfg(feature = "testing")]
pub mod testing;
mod validator;

pub use caller::{
    Acts, Agent, Caller, ClaimsError, ClaimsRequest, Denied, Ended, Explanation, Grounds,
    InvalidAuthenticationContext, Reason, UntilEnded, WhileAccepted,
};
#[doc(inline)]
pub use challenge::{Challenge, ProtectedResource, ResourceError};
pub use guard::{Authorized, CallerSource, GuardedFunction, MaybeCaller, decisions};
#[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
pub use integrations::layer::tickets::{Ticket, TicketError, Tickets};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub use integrations::layer::{EntraLayer, InvalidProtocol, RefusalResponseLayer};
pub use model::{
    AgentClaim, AppRegistration, CallerKind, Model, NoClient, Permission, PermissionSet,
    PermissionSetIter, RegisteredClient, SignInAudience, TokenVersion, UnknownValue,
};
pub use requirement::{AgentRule, By, Clause, Conditions, IntoRequirement, Requirement};
pub use uuid::Uuid;
#[cfg(feature = "metrics")]
pub use validator::ValidatorMetrics;
pub use validator::{
    BuildError, Excerpt, Fault, FetchError, InvalidTenant, Jwks, KeyFetches, SharedJwks, Tenants,
    TokenCache, TokenError, TokenValidator, TokenValidatorBuilder, ValidatorStatistics,
};

#[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
#[doc(hidden)]
pub use validator::internals;

#[cfg(feature = "__internals")]
#[doc(hidden)]
pub use model::RegistrationFacts;
#[cfg(feature = "__internals")]
#[doc(hidden)]
pub use validator::explanation;

#[cfg(feature = "macros")]
pub use macros::{permissions, requirement, requires};

/// Tests the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
