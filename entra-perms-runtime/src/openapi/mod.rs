//! What the model and the guards say, in OpenAPI documents made with [utoipa](https://docs.rs/utoipa). Feature `utoipa`.
//!
//! [`EntraSecurity`] adds two things to a document: how clients get a token for this API, as a security scheme, and for each operation which
//! scopes that token must carry, as follows from the `#[requires]` of its handler. `#[requires]` goes **above** `#[utoipa::path]`:
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
//! /// Who is calling: any good token will do.
//! #[utoipa::path(get, path = "/me", security(("entra" = [])), responses((status = OK, body = String)))]
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
//! The operation of `contacts` then says that a token with `Crm.Read.Team` will do, or one with `Crm.Read.All`, or that of an application:
//!
//! ```yaml
//! security:
//! - entra: [api://…/Crm.Read.Team]
//! - entra: [api://…/Crm.Read.All]
//! - entra: [api://…/.default]
//! ```
//!
//! # What an operation must say
//!
//! Each operation says what it requires in one of these ways, and in none but these; one that says nothing is an error, because in a document
//! it would read as open:
//!
//! | operation | `security` in the document |
//! |---|---|
//! | has `#[requires]` above its `#[utoipa::path]` | what follows from the requirement |
//! | has a `security(…)` of its own: `security(("entra" = []))` for any good token, `security(())` for everybody | its own |
//! | says nothing, in a document that has a `security(…)` for all | the document's, as OpenAPI has it |
//!
//! A guarded operation that has a `security(…)` as well is an error, and so is one that names a scheme, or a scope of this API, that
//! does not exist: where the [scheme has another name](EntraSecurity::scheme_name), it is that which operations say.
//!
//! With `#[requires]` *below*, utoipa has made the operation before the guard is seen, and nothing but the operation's id, by default the name of
//! the function, tells which function it was. Another function may have that name, so this counts only where
//! [`by_operation_id`](EntraSecurity::by_operation_id) asks for it; without that, an operation with the name of a guarded function is an error that names the
//! function. One with another id is not found out: in a document that has a `security(…)` for all, that one then holds. So above it is better.
//!
//! How `#[requires]` above marks the operation: with an extension, `x-entra-perms`, beside those that it has. [`EntraSecurity`] takes it
//! out again; a document to which it is not applied shows the module, name and line of the function there.
//!
//! # What follows from a requirement
//!
//! - For users: each of the [least sets of scopes](crate::audit::Guarded::least_scopes) is an alternative; the scopes of one set are all
//!   needed. They are what a client needs for a user who holds every role that helps. One who holds fewer may need another scope, which the
//!   refusal then names.
//! - For applications: `.default`, the scope that stands for every role that the application was assigned, where it can be assigned one that
//!   is enough. A document has no place for which.
//! - `by = user` and `by = app` leave out the other's.
//!
//! # Swagger UI
//!
//! The scheme is the authorization code flow, and beside it, where applications can hold roles, the client credentials flow. A page that
//! signs users in is a public client: it must use PKCE, which Swagger UI does with `usePkceWithAuthorizationCodeGrant`, needs a client id of its own, an app registration
//! whose redirect URI of the platform *single-page application* is the page's `oauth2-redirect.html`, and must be granted the scopes.
//!
//! A program with the feature on holds the descriptions of scopes, which the scheme shows: see [`permissions!`](crate::permissions).

mod operations;
mod scheme;
mod unclear;

use core::fmt;

use utoipa::Modify;
use utoipa::openapi::OpenApi;

pub use self::operations::routes;
pub use self::unclear::{Unclear, UnclearOperation, UnclearOperations};
use crate::audit::Inventory;
use crate::guard::GuardedFunction;
use crate::model::Model;
use crate::validator::TokenValidator;

/// The extension of an operation that names its guarded function.
const MARK: &str = "x-entra-perms";

/// What a document is told of the API: how clients get tokens, and what each operation requires. See [the page](self).
pub struct EntraSecurity<M: Model> {
    /// What the scheme is called in the document.
    name: String,
    endpoints: scheme::Endpoints,
    inventory: Inventory<M>,
    by_operation_id: bool,
}

impl<M: Model> EntraSecurity<M> {
    /// For the tokens that this validator takes, and the guarded functions of the program.
    #[must_use]
    pub fn new(validator: &TokenValidator<M>) -> Self {
        Self {
            name: "entra".to_owned(),
            endpoints: scheme::Endpoints::of(validator),
            inventory: Inventory::collect(),
            by_operation_id: false,
        }
    }

    /// What the security scheme is called in the document, in place of `entra`.
    #[must_use]
    pub fn scheme_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Takes an operation that nothing else is said of for that of the guarded function which has its id for a name, where there is one such
    /// function, or all such require the same: for handlers with `#[requires]` below `#[utoipa::path]`.
    ///
    /// **It is for you to see** that no handler without a guard has the name of a guarded function: its operation would be said to require what that one
    /// does. Two operations of one id are an error.
    #[must_use]
    pub fn by_operation_id(mut self) -> Self {
        self.by_operation_id = true;
        self
    }

    /// Adds the scheme, and to each operation what it requires.
    ///
    /// # Errors
    /// [`UnclearOperations`]: those of which it is not known what they require. They are left as they are.
    pub fn apply(&self, document: &mut OpenApi) -> Result<(), UnclearOperations> {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(&self.name, self.endpoints.scheme::<M>());
        let unclear = self.secure(document);
        if unclear.is_empty() { Ok(()) } else { Err(UnclearOperations::new(unclear)) }
    }
}

/// As [`apply`](EntraSecurity::apply), but that operations which are unclear are an error in the log: they read as open.
impl<M: Model> Modify for EntraSecurity<M> {
    fn modify(&self, document: &mut OpenApi) {
        if let Err(unclear) = self.apply(document) {
            tracing::error!(%unclear, "the OpenAPI document does not say what each operation requires");
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

/// What tells a guarded function from every other, without the path of its file, which is nothing for a document.
#[doc(hidden)]
#[must_use]
pub fn operation_mark(function: &GuardedFunction) -> String {
    format!("{function}:{}", function.line)
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
