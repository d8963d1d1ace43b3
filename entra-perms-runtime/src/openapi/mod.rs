//! OpenAPI documents that declare the scopes of each guarded operation. Features `utoipa` and
//! `aide`.
//!
//! [`EntraSecurity`] completes a document made with [utoipa](https://docs.rs/utoipa), or with
//! [aide](#aide). It adds
//!
//! - a security scheme, which describes how clients get a token for this API;
//! - for each operation, the scopes that the token needs, from the `#[requires]` of its handler.
//!
//! `#[requires]` goes **above** `#[utoipa::path]`:
//!
//! ```
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
//! use entra_perms_runtime::requires;
//! use permissions::{Caller, TokenValidator, roles::*};
//! use utoipa::OpenApi;
//!
//! /// The contacts of a team.
//! #[requires(any(Contacts::Read::Team, Contacts::Read::All))]
//! #[utoipa::path(get, path = "/contacts", responses((status = OK, body = [String])))]
//! async fn contacts() -> String {
//!     r#"["Ada", "Grace"]"#.to_owned()
//! }
//!
//! /// The object id of the caller. Accepts every valid token.
//! #[utoipa::path(
//!     get,
//!     path = "/me",
//!     security(("entra" = [])),
//!     responses((status = OK, body = String))
//! )]
//! async fn me(caller: Caller) -> String {
//!     format!("{:?}", caller.object_id())
//! }
//!
//! /// Open to everybody.
//! #[utoipa::path(get, path = "/health", security(()), responses((status = OK)))]
//! async fn health() {}
//!
//! #[derive(OpenApi)]
//! #[openapi(paths(contacts, me, health))]
//! struct Api;
//!
//! fn document(validator: &TokenValidator) -> Result<utoipa::openapi::OpenApi, UnclearOperations> {
//!     let mut document = Api::openapi();
//!     EntraSecurity::new(validator).apply(&mut document)?;
//!     Ok(document)
//! }
//! # fn main() {}
//! ```
//!
//! The document then declares three alternatives for `contacts`: a token with `Crm.Read.Team`, a
//! token with `Crm.Read.All`, or an app-only token:
//!
//! ```yaml
//! security:
//! - entra: [api://…/Crm.Read.Team]
//! - entra: [api://…/Crm.Read.All]
//! - entra: [api://…/.default]
//! ```
//!
//! # Declare each operation
//!
//! Each operation must declare its requirement in exactly one of these ways. Otherwise
//! [`apply`](EntraSecurity::apply) returns an error, because the operation would look open in the
//! document.
//!
//! | operation | `security` in the document |
//! |---|---|
//! | `#[requires]` above its `#[utoipa::path]` | derived from the requirement |
//! | `security(("entra" = []))` (any valid token), `security(())` (everybody), or any other `security(…)` | its own |
//! | neither, but the document has a `security(…)` for all operations | the document's, as in OpenAPI |
//!
//! A guarded operation must not have a `security(…)`. A `security(…)` must name a scheme of the
//! document and scopes of this API. If you [renamed the scheme](EntraSecurity::scheme_name), use
//! the new name.
//!
//! # `#[requires]` below `#[utoipa::path]`
//!
//! If `#[requires]` is below, utoipa creates the operation before the guard expands. Only the id of
//! the operation, by default the name of the function, then connects the two. Other functions may
//! have that name. So [`EntraSecurity`] uses the id only after
//! [`by_operation_id`](EntraSecurity::by_operation_id). Otherwise an operation with the name of a
//! guarded function is an error that names the function.
//!
//! An operation with a custom id is not detected: it gets the document's `security(…)`, if the
//! document has one. Put `#[requires]` above to avoid this.
//!
//! If `#[requires]` is above, it marks the operation with an extension, `x-entra-perms`.
//! [`EntraSecurity`] removes the extension. A document without [`EntraSecurity`] shows the module,
//! name and line of the function there.
//!
//! # From a requirement to scopes
//!
//! - For users, each of the [least sets of scopes](crate::audit::Guarded::least_scopes) is an
//!   alternative, and a client needs all scopes of one set. The sets are for a user who holds every
//!   role that helps. A user with fewer roles may need another scope, which the refusal then names.
//! - For applications, the alternative is `.default`, which requests all roles that the application
//!   was assigned. It is present if a sufficient role can be assigned to applications. OpenAPI
//!   cannot express which role.
//! - `by = user`, `by = app` and `by = person` remove the alternatives for the other kind of
//!   caller.
//! - OpenAPI has no field for `by = person`, `agents = never` and `agents = only`. A sentence at
//!   the end of the operation's description states each of them.
//!
//! # aide
//!
//! With the feature `aide`, guarded handlers and handlers that take a [`Caller`](crate::Caller) are
//! handlers of [aide](https://docs.rs/aide) for axum. Apply
//! [`EntraSecurity`] to the finished document:
//!
//! ```
//! # #[cfg(feature = "aide")] mod page {
//! # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
//! use aide::axum::ApiRouter;
//! use aide::axum::routing::{get, get_with};
//! use aide::openapi::OpenApi;
//! use axum::Router;
//! use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
//! use entra_perms_runtime::{EntraLayer, requires};
//! use permissions::{TokenValidator, roles::*};
//!
//! #[requires(Contacts::Read::Team)]
//! async fn contacts() -> String {
//!     "Ada, Grace".to_owned()
//! }
//!
//! async fn health() {}
//!
//! fn app(validator: &TokenValidator) -> Result<(Router, OpenApi), UnclearOperations> {
//!     let mut document = OpenApi::default();
//!     let app = ApiRouter::new()
//!         .api_route("/contacts", get(contacts))
//!         .layer(EntraLayer::new(validator.clone()))
//!         // An empty requirement: open to everybody.
//!         .api_route("/health", get_with(health, |operation| {
//!             operation.security_requirement_multi([])
//!         }))
//!         .finish_api(&mut document);
//!     EntraSecurity::new(validator).apply(&mut document)?;
//!     Ok((app, document))
//! }
//! # }
//! # fn main() {}
//! ```
//!
//! - A guarded operation gets its alternatives, and the responses 401 and 403.
//! - An operation whose handler takes the caller, and has no guard, accepts any valid token:
//!   `entra: []`. The document does not know checks in its body.
//! - If the handler takes a [`MaybeCaller`](crate::MaybeCaller) or an `Option<Caller>`, a request
//!   without a token is an alternative (`{}`). Prefer `MaybeCaller`: aide leaves the response 401
//!   out for an `Option`. If aide infers no responses, or if no other operation of the document is
//!   guarded or takes a caller, an `Option<Caller>` looks as if it needed a token.
//! - Each other operation needs a `security_requirement`, or the document needs one for all
//!   operations. Otherwise, it is an error ([`Unclear::Unguarded`]).
//! - Errors of handlers ([`Denied`](crate::Denied), [`TokenError`](crate::TokenError),
//!   [`BearerError`](crate::challenge::BearerError), [`Challenge`](crate::Challenge)) are responses
//!   of aide.
//!
//! # Swagger UI
//!
//! The scheme has the authorization code flow, and the client credentials flow if applications can
//! hold roles. A page that signs users in is a public client:
//!
//! - It must use PKCE. In Swagger UI, set `usePkceWithAuthorizationCodeGrant`.
//! - It needs its own app registration and client id. The redirect URI, of the platform
//!   *single-page application*, is the page's `oauth2-redirect.html`.
//! - It must be granted the scopes.
//!
//! With this feature, the program contains the descriptions of scopes, which the scheme shows: see
//! [`permissions!`](crate::permissions).

#[cfg(feature = "aide")]
mod aide;
mod document;
mod operations;
mod scheme;
mod unclear;

use core::fmt;

pub use self::document::Document;
pub use self::operations::routes;
pub use self::unclear::{Unclear, UnclearOperation, UnclearOperations};
use crate::audit::Inventory;
use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::validator::TokenValidator;

/// The extension of an operation that names its guarded function.
const MARK: &str = "x-entra-perms";
/// The extension of an operation whose handler takes a `Caller` or an `Option<Caller>`. It names
/// the model.
#[cfg(feature = "aide")]
const CALLER_MARK: &str = "x-entra-perms-caller";
/// The extension of an operation whose handler takes a `Caller`, if aide infers responses.
#[cfg(feature = "aide")]
const REQUIRED_MARK: &str = "x-entra-perms-required";
/// The extension of an operation whose handler takes a `MaybeCaller`. It names the model.
#[cfg(feature = "aide")]
const OPTIONAL_MARK: &str = "x-entra-perms-optional";
/// The extension of other operations, if aide infers responses.
#[cfg(feature = "aide")]
const INFERRED_MARK: &str = "x-entra-perms-inferred";

/// The security of an API, to be applied to its OpenAPI document.
///
/// It applies to each [`Document`]. See the [module documentation](self) for an example.
pub struct EntraSecurity<M: Model> {
    /// The name of the scheme in the document.
    name: String,
    endpoints: scheme::Endpoints,
    inventory: Inventory<M>,
    by_operation_id: bool,
}

impl<M: Model> EntraSecurity<M> {
    /// Creates the security for tokens of this validator, from the guarded functions of the
    /// program.
    ///
    /// If there are [several validators](TokenValidator::any_of), the scheme describes how to
    /// sign in to the first one, because a scheme has one flow of each kind. To describe another
    /// one, pass that validator.
    #[must_use]
    pub fn new(validator: &TokenValidator<M>) -> Self {
        Self {
            name: "entra".to_owned(),
            endpoints: scheme::Endpoints::from_validator(validator),
            inventory: Inventory::collect(),
            by_operation_id: false,
        }
    }

    /// Sets the name of the security scheme in the document. Defaults to `entra`.
    #[must_use]
    pub fn scheme_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Matches operations with guarded functions by name, for handlers with `#[requires]` below
    /// `#[utoipa::path]`.
    ///
    /// If an operation declares no security, uses the requirement of the guarded function whose
    /// name equals the `operationId`. If several functions have that name, they must have equal
    /// requirements. Two operations with one id are an error.
    ///
    /// **Make sure** that no unguarded handler shares its name with a guarded one; its operation
    /// would be documented with the wrong requirement.
    #[must_use]
    pub fn by_operation_id(mut self) -> Self {
        self.by_operation_id = true;
        self
    }

    /// Adds the security scheme to the document, and the requirement to each operation.
    ///
    /// # Errors
    /// Returns [`UnclearOperations`] if the requirement of some operations is unclear. Those
    /// operations are not changed; all others are.
    pub fn apply(&self, document: &mut impl Document) -> Result<(), UnclearOperations> {
        document.add_scheme(&self.name, self.endpoints.scheme::<M>());
        let unclear = self.secure(document);
        if unclear.is_empty() { Ok(()) } else { Err(UnclearOperations::new(unclear)) }
    }
}

/// Calls [`apply`](EntraSecurity::apply), and logs unclear operations as an error.
///
/// Unclear operations look open in the document, so prefer `apply`, which returns the error.
#[cfg(feature = "utoipa")]
impl<M: Model> utoipa::Modify for EntraSecurity<M> {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Err(unclear) = self.apply(document) {
            tracing::error!(%unclear, "the OpenAPI document is incomplete");
        }
    }
}

impl<M: Model> fmt::Debug for EntraSecurity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntraSecurity")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Identifies a guarded function in a document. The path of its file does not belong there.
#[doc(hidden)]
#[must_use]
pub fn operation_mark(function: &GuardedFunction) -> String {
    format!("{function}:{}", function.line)
}

/// Identifies the model of a caller in a document.
fn caller_mark<M: Model>() -> &'static str {
    core::any::type_name::<M>()
}

#[cfg(test)]
#[cfg(all(feature = "testing", feature = "utoipa"))]
mod tests;
