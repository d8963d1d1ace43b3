//! What every caller gets from every operation of an API, as a table that is checked in.

mod outcomes;

use core::fmt::Display;
use std::collections::BTreeMap;

pub use self::outcomes::{MatrixError, Outcomes};
use super::issuer::DevIssuer;
use crate::model::{CallerKind, Model, Permission};

/// Every combination of one role, or none, and one scope, or none, for a user, and of one role, or none, for an application.
///
/// An API's operations are asked by all of them, over HTTP or not, and what each got is compared with a table that lives with the code: a
/// permission that opens one door too many is a line in a review.
///
/// ```no_run
/// # entra_perms_runtime::permissions! { manifest = "manifests/crm.json", scopes = {
/// #     "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
/// #     "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
/// #     "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
/// # } }
/// # fn app(_: TokenValidator) -> axum::Router { axum::Router::new() }
/// use axum::{body::Body, http::Request};
/// use entra_perms_runtime::testing::{DevIssuer, Matrix};
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
/// The table names for each operation what most callers get, and who gets something else:
///
/// ```text
/// GET /contacts
///   403 but
///   200 user Contacts.Read.Team: Crm.Read.Team Crm.ReadWrite.Team
///   200 app Contacts.Read.All
///   401 user -: -
/// ```
///
/// A request whose body does not do is refused behind the guard, with the framework's 400, 415 or 422: who gets that may do it, and nothing
/// was changed.
///
/// It is written anew where the environment variable `ENTRA_PERMS_MATRIX` is `overwrite`.
#[derive(Debug)]
pub struct Matrix<'a, M: Model> {
    issuer: &'a DevIssuer,
    client_id: Option<String>,
    roles: Vec<M::Role>,
    scopes: Vec<M::Scope>,
}

/// A caller of the matrix; `None` is no role, or no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell<M: Model> {
    kind: CallerKind,
    role: Option<M::Role>,
    scope: Option<M::Scope>,
}

impl<'a, M: Model> Matrix<'a, M> {
    /// Of all roles and scopes, disabled ones too, with tokens from this issuer.
    #[must_use]
    pub fn new(issuer: &'a DevIssuer) -> Self {
        Self {
            issuer,
            client_id: None,
            roles: M::Role::ALL.to_vec(),
            scopes: M::Scope::ALL.to_vec(),
        }
    }

    /// Of these roles alone, where there are too many.
    #[must_use]
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.roles = roles.into_iter().collect();
        self
    }

    /// Of these scopes alone, where there are too many.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// With tokens for another app registration than the first: see [`TokenBuilder::registration`](super::TokenBuilder::registration).
    #[must_use]
    pub fn registration(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Asks each of the `operations` for each caller, one after the other. `ask` is given the operation, by the name it has here, and an
    /// access token; what it answers, a status for instance, stands in the table.
    pub async fn run<'o, O: Display>(
        self,
        operations: impl IntoIterator<Item = &'o str>,
        ask: impl AsyncFn(&str, &str) -> O,
    ) -> Outcomes {
        let tokens: Vec<(Cell<M>, String)> =
            self.cells().map(|cell| (cell, self.token(cell))).collect();
        let mut outcomes = Vec::new();
        for operation in operations {
            let mut answers = Vec::new();
            for (cell, token) in &tokens {
                answers.push((*cell, ask(operation, token).await.to_string()));
            }
            outcomes.push((operation.to_owned(), lines(&answers)));
        }
        Outcomes { operations: outcomes }
    }

    fn cells(&self) -> impl Iterator<Item = Cell<M>> {
        let (roles, scopes) = (with_none(&self.roles), with_none(&self.scopes));
        let of_role = roles.clone();
        let users = of_role.into_iter().flat_map(move |role| {
            scopes.clone().into_iter().map(move |scope| Cell {
                kind: CallerKind::User,
                role,
                scope,
            })
        });
        users.chain(roles.into_iter().map(|role| Cell { kind: CallerKind::App, role, scope: None }))
    }

    fn token(&self, cell: Cell<M>) -> String {
        let mut token = match cell.kind {
            CallerKind::User => self.issuer.user::<M>(),
            CallerKind::App => self.issuer.app::<M>(),
        };
        if let Some(client_id) = &self.client_id {
            token = token.registration(client_id);
        }
        // Without a scope, nothing else says that a client acts for a user.
        if cell.kind == CallerKind::User {
            token = token.claim("idtyp", "user");
        }
        token.roles(cell.role).scopes(cell.scope).sign()
    }
}

fn with_none<T: Copy>(values: &[T]) -> Vec<Option<T>> {
    [None].into_iter().chain(values.iter().copied().map(Some)).collect()
}

/// One operation: what most callers get, and a line for each role that gets something else.
fn lines<M: Model>(answers: &[(Cell<M>, String)]) -> Vec<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, answer) in answers {
        *count.entry(answer).or_default() += 1;
    }
    let usual = count.iter().max_by_key(|(_, count)| **count).map_or("", |(answer, _)| answer);
    let mut unusual: Vec<(String, Vec<&'static str>)> = Vec::new();
    for (Cell { kind, role, scope }, answer) in answers.iter().filter(|(_, answer)| answer != usual)
    {
        let role = role.map_or("-", Permission::value);
        let head = match kind {
            CallerKind::User => format!("{answer} user {role}:"),
            CallerKind::App => format!("{answer} app {role}"),
        };
        let scope = (*kind == CallerKind::User).then(|| scope.map_or("-", Permission::value));
        match unusual.iter_mut().find(|(other, _)| *other == head) {
            Some((_, scopes)) => scopes.extend(scope),
            None => unusual.push((head, scope.into_iter().collect())),
        }
    }
    let but = if unusual.is_empty() { "" } else { " but" };
    let line =
        |(head, scopes): (String, Vec<&str>)| [vec![head.as_str()], scopes].concat().join(" ");
    [format!("{usual}{but}")]
        .into_iter()
        .chain(unusual.into_iter().map(line))
        .collect()
}

#[cfg(test)]
mod tests;
