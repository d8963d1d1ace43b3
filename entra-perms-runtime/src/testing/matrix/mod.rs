//! The matrix: the outcome of every operation for every caller, as a table that is checked in.
//! `callers` has the callers and their tokens, `lines` has the lines of an operation, and
//! `outcomes` has the table and its file.

mod callers;
mod lines;
mod outcomes;

use core::fmt::Display;

use self::lines::lines;
pub use self::outcomes::Outcomes;
use self::outcomes::Senders;
use super::issuer::DevIssuer;
use crate::model::{Model, Permission};

/// A table of the outcome of each operation for each kind of caller.
///
/// The callers are users with one role or none, whose client has one scope or none, and
/// applications with one role or none. If the manifest requests the claims about AI agents, each
/// caller is also an agent: one that acts for the user, through a user account of its own, or as
/// itself.
///
/// If [`permissions!`](crate::permissions) names `clients`, each of these callers also acts through
/// each client. Such a caller is listed only if the client changes the outcome, as in a guard with
/// `client = …`. Each client is also a caller as registered: for a user who holds every role, with
/// the scopes that its registration asks for, and as itself, with the app roles that it asks for.
///
/// The tokens are new, so that they meet `fresh = …`. They have no authentication contexts, unless
/// [`contexts`](Self::contexts) names some.
///
/// The table is checked in next to the code. A permission that gives access to more than intended
/// is then a changed line in a review.
///
/// ```no_run
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// # fn app(_: permissions::TokenValidator) -> axum::Router { axum::Router::new() }
/// use axum::{body::Body, http::Request};
/// use entra_perms_runtime::testing::{DevIssuer, Matrix};
/// use permissions::Model;
/// use tower::ServiceExt;
///
/// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
/// let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
/// let app = app(issuer.validator().build().await?);
/// let operations = ["GET /contacts", "PUT /contacts/7"];
/// let matrix = Matrix::<Model>::new(&issuer).run(operations, async |operation, token| {
///     let (method, path) = operation.split_once(' ').unwrap();
///     let request = Request::builder().method(method).uri(path);
///     let request = request.header("authorization", format!("Bearer {token}"));
///     let request = request.body(Body::empty()).unwrap();
///     app.clone().oneshot(request).await.unwrap().status().as_u16()
/// });
/// matrix.await.check("tests/permissions.txt")?;
/// # Ok(())
/// # }
/// # fn main() {}
/// ```
///
/// For each operation, the table has the most common outcome, then the callers with other outcomes:
///
/// ```text
/// GET /contacts
///   403 but
///   200 user Contacts.Read.Team: Crm.Read.Team Crm.ReadWrite.Team
///   200 app Contacts.Read.All
/// ```
///
/// An agent is listed only if its outcome differs from the outcome of the same caller without an
/// agent. An operation that only humans may call is, for example:
///
/// ```text
/// POST /proposals/7/approval
///   403 but
///   204 user Proposals.Approve: Sales.ReadWrite.Team
///   403 agent account Proposals.Approve: Sales.ReadWrite.Team
/// ```
///
/// Guards run before the body is parsed. So if the body is unsuitable, permitted callers get the
/// framework's 400, 415 or 422, and the operation changes nothing.
///
/// To write the table, set the environment variable `ENTRA_PERMS_MATRIX` to `overwrite`.
#[derive(Debug)]
pub struct Matrix<'a, M: Model> {
    issuer: &'a DevIssuer,
    client_id: Option<String>,
    roles: Vec<M::Role>,
    scopes: Vec<M::Scope>,
    /// The numbers of the authentication contexts that users have met.
    contexts: Vec<u8>,
}

impl<'a, M: Model> Matrix<'a, M> {
    /// Creates a matrix of all roles and scopes, disabled ones included, with this issuer's tokens.
    #[must_use]
    pub fn new(issuer: &'a DevIssuer) -> Self {
        Self {
            issuer,
            client_id: None,
            roles: M::Role::ALL.to_vec(),
            scopes: M::Scope::ALL.to_vec(),
            contexts: Vec::new(),
        }
    }

    /// Restricts the matrix to these roles, if the model has too many.
    #[must_use]
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.roles = roles.into_iter().collect();
        self
    }

    /// Restricts the matrix to these scopes, if the model has too many.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// Adds each user once more, with a token that has all of these authentication contexts: 1 for
    /// `c1`.
    ///
    /// Such a user is listed only if its outcome differs from the outcome of the same caller
    /// without the contexts. An operation with `context = 1` is, for example:
    ///
    /// ```text
    /// POST /purge
    ///   403 but
    ///   204 user in context Contacts.Write.All: Crm.ReadWrite.All
    /// ```
    #[must_use]
    pub fn contexts(mut self, numbers: impl IntoIterator<Item = u8>) -> Self {
        self.contexts = numbers.into_iter().collect();
        self
    }

    /// Uses tokens for another app registration than the first.
    ///
    /// See [`TokenBuilder::registration`](super::TokenBuilder::registration).
    #[must_use]
    pub fn registration(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Calls each operation as each caller, one call after the other.
    ///
    /// `call` gets the operation, with its name in `operations`, and an access token. It returns
    /// the outcome that appears in the table, such as an HTTP status.
    pub async fn run<'o, O: Display>(
        self,
        operations: impl IntoIterator<Item = &'o str>,
        call: impl AsyncFn(&str, &str) -> O,
    ) -> Outcomes {
        let callers = self.callers();
        let registered = self.registered_clients();
        let mut table = Vec::new();
        for operation in operations {
            let outcomes = ask(&callers, async |token| call(operation, token).await).await;
            let of_clients = ask(&registered, async |token| call(operation, token).await).await;
            table.push((operation.to_owned(), lines(&outcomes, &of_clients, None)));
        }
        self.outcomes(table, Senders::Callers)
    }

    /// Calls each operation as each caller, and once without a token, for services with optional
    /// sign-in ([`EntraLayer::optional`](crate::EntraLayer::optional)) or with open routes.
    ///
    /// `call` gets the operation, and an access token or `None`.
    ///
    /// The table has a line `anonymous` only if a request without a token does not lead to a
    /// request to sign in: if its outcome is neither `401` (alone, or followed by a space and other
    /// text) nor a gRPC code `16` or `Unauthenticated`. Each line is an operation that everybody
    /// may call:
    ///
    /// ```text
    /// GET /catalog
    ///   200 but
    ///   403 app -
    ///   200 anonymous
    /// ```
    ///
    /// ```no_run
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # fn app(_: permissions::TokenValidator) -> axum::Router { axum::Router::new() }
    /// use axum::{body::Body, http::Request};
    /// use entra_perms_runtime::testing::{DevIssuer, Matrix};
    /// use permissions::Model;
    /// use tower::ServiceExt;
    ///
    /// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
    /// let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    /// let app = app(issuer.validator().build().await?);
    /// let matrix = Matrix::<Model>::new(&issuer);
    /// let table = matrix.run_with_anonymous(["/catalog", "/prices"], async |path, token| {
    ///     let mut request = Request::get(path);
    ///     if let Some(token) = token {
    ///         request = request.header("authorization", format!("Bearer {token}"));
    ///     }
    ///     let request = request.body(Body::empty()).unwrap();
    ///     app.clone().oneshot(request).await.unwrap().status().as_u16()
    /// });
    /// table.await.check("tests/permissions.txt")?;
    /// # Ok(())
    /// # }
    /// # fn main() {}
    /// ```
    pub async fn run_with_anonymous<'o, O: Display>(
        self,
        operations: impl IntoIterator<Item = &'o str>,
        call: impl AsyncFn(&str, Option<&str>) -> O,
    ) -> Outcomes {
        let callers = self.callers();
        let registered = self.registered_clients();
        let mut table = Vec::new();
        for operation in operations {
            let with_token = async |token: &str| call(operation, Some(token)).await;
            let outcomes = ask(&callers, &with_token).await;
            let of_clients = ask(&registered, &with_token).await;
            let anonymous = call(operation, None).await.to_string();
            table.push((operation.to_owned(), lines(&outcomes, &of_clients, Some(&anonymous))));
        }
        self.outcomes(table, Senders::CallersAndAnonymous)
    }

    fn outcomes(self, operations: Vec<(String, Vec<String>)>, senders: Senders) -> Outcomes {
        let has_clients = !M::TABLES.clients.is_empty();
        Outcomes { operations, senders, has_clients, contexts: self.contexts }
    }
}

/// Returns the outcome of an operation for each of these callers.
async fn ask<C: Copy, O: Display>(
    callers: &[(C, String)],
    call: impl AsyncFn(&str) -> O,
) -> Vec<(C, String)> {
    let mut outcomes = Vec::with_capacity(callers.len());
    for (caller, token) in callers {
        outcomes.push((*caller, call(token).await.to_string()));
    }
    outcomes
}

#[cfg(test)]
mod tests;
