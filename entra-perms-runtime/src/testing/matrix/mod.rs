//! The matrix: the outcome of every operation for every caller, as a table that is checked in.

mod outcomes;

use core::fmt::Display;
use std::collections::BTreeMap;

use uuid::Uuid;

use self::outcomes::Senders;
pub use self::outcomes::{MatrixError, Outcomes};
use super::issuer::DevIssuer;
use crate::model::{AgentClaim, CallerKind, Model, Permission};
use crate::validator::choose_registration;

/// A table of the outcome of each operation for each kind of caller.
///
/// The callers are users with one role or none, whose client has one scope or none, and
/// applications with one role or none. If the manifest requests the claims about AI agents, each
/// caller is also an agent: one that acts for the user, through a user account of its own, or as
/// itself.
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

/// A caller of the matrix. `None` means no role, or no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell<M: Model> {
    kind: CallerKind,
    actor: CellActor,
    contexts: CellContexts,
    role: Option<M::Role>,
    scope: Option<M::Scope>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellActor {
    NotAgent,
    /// An agent that acts for the user, or as itself.
    Agent,
    /// An agent that acts through its own user account.
    AgentAccount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellContexts {
    Without,
    With,
}

/// The blueprint of all agents. Nothing may depend on it.
const BLUEPRINT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0006);

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
        let mut table = Vec::new();
        for operation in operations {
            let mut outcomes = Vec::new();
            for (cell, token) in &callers {
                outcomes.push((*cell, call(operation, token).await.to_string()));
            }
            table.push((operation.to_owned(), lines(&outcomes, None)));
        }
        Outcomes { operations: table, senders: Senders::Callers, contexts: self.contexts }
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
        let mut table = Vec::new();
        for operation in operations {
            let mut outcomes = Vec::new();
            for (cell, token) in &callers {
                outcomes.push((*cell, call(operation, Some(token)).await.to_string()));
            }
            let anonymous = call(operation, None).await.to_string();
            table.push((operation.to_owned(), lines(&outcomes, Some(&anonymous))));
        }
        let senders = Senders::CallersAndAnonymous;
        Outcomes { operations: table, senders, contexts: self.contexts }
    }

    fn callers(&self) -> Vec<(Cell<M>, String)> {
        self.cells().into_iter().map(|cell| (cell, self.token(cell))).collect()
    }

    fn cells(&self) -> Vec<Cell<M>> {
        let roles = with_none(&self.roles);
        let scopes = with_none(&self.scopes);
        let mut cells = Vec::new();
        for role in roles.iter().copied() {
            for scope in scopes.iter().copied() {
                for actor in self.actors(CallerKind::User) {
                    let kind = CallerKind::User;
                    let contexts = CellContexts::Without;
                    let cell = Cell { kind, actor: *actor, contexts, role, scope };
                    cells.push(cell);
                    if !self.contexts.is_empty() {
                        cells.push(Cell { contexts: CellContexts::With, ..cell });
                    }
                }
            }
        }
        for role in roles {
            for actor in self.actors(CallerKind::App) {
                let kind = CallerKind::App;
                let contexts = CellContexts::Without;
                cells.push(Cell { kind, actor: *actor, contexts, role, scope: None });
            }
        }
        cells
    }

    /// Returns the actors of each caller: no agent first, then agents if the manifest requests the
    /// claims about them.
    fn actors(&self, kind: CallerKind) -> &'static [CellActor] {
        use CellActor::{Agent, AgentAccount, NotAgent};
        match kind {
            _ if !self.knows_agents() => &[NotAgent],
            CallerKind::User => &[NotAgent, Agent, AgentAccount],
            CallerKind::App => &[NotAgent, Agent],
        }
    }

    fn knows_agents(&self) -> bool {
        let registration = match self.client_id.as_deref() {
            Some(id) => choose_registration(M::REGISTRATIONS, Some(id)).ok().map(|(_, one)| one),
            None => M::REGISTRATIONS.first().copied(),
        };
        registration.is_some_and(|one| AgentClaim::are_all_in(one.agent_claims))
    }

    fn token(&self, cell: Cell<M>) -> String {
        let mut token = match cell.kind {
            // Without a scope, only `idtyp` tells that the token is a user's.
            CallerKind::User => self.issuer.user::<M>().claim("idtyp", "user"),
            CallerKind::App => self.issuer.app::<M>(),
        };
        if let Some(client_id) = &self.client_id {
            token = token.registration(client_id);
        }
        token = match cell.actor {
            CellActor::NotAgent => token,
            CellActor::Agent => token.agent(BLUEPRINT),
            CellActor::AgentAccount => token.agent_account(BLUEPRINT),
        };
        token = match cell.contexts {
            CellContexts::Without => token,
            CellContexts::With => token.contexts(self.contexts.iter().copied()),
        };
        token.roles(cell.role).scopes(cell.scope).sign()
    }
}

impl<M: Model> Cell<M> {
    /// Returns whether no agent acts, and the token has no authentication context.
    fn is_plain(&self) -> bool {
        self.actor == CellActor::NotAgent && self.contexts == CellContexts::Without
    }
}

fn with_none<T: Copy>(values: &[T]) -> Vec<Option<T>> {
    [None].into_iter().chain(values.iter().copied().map(Some)).collect()
}

/// Returns the lines of an operation: the most common outcome without an agent, then one line for
/// each role with another outcome. An agent has a line if its outcome differs from the outcome of
/// the same caller without an agent, which precedes it. A user in a context has a line if its
/// outcome differs from the outcome of the same caller without the context, which is just before
/// it. The last line is for a request without a token, unless its sender must sign in.
fn lines<M: Model>(outcomes: &[(Cell<M>, String)], anonymous: Option<&str>) -> Vec<String> {
    let usual = most_common(outcomes);
    let mut exceptions: Vec<Exception> = Vec::new();
    let mut without_agent = usual;
    let mut before = usual;
    for (cell, outcome) in outcomes {
        let expected = match (cell.contexts, cell.actor) {
            (CellContexts::With, _) => before,
            (CellContexts::Without, CellActor::NotAgent) => usual,
            (CellContexts::Without, CellActor::Agent | CellActor::AgentAccount) => without_agent,
        };
        before = outcome;
        if cell.is_plain() {
            without_agent = outcome;
        }
        if outcome == expected {
            continue;
        }
        let exception = Exception::new(cell, outcome);
        match exceptions.iter_mut().find(|other| other.head == exception.head) {
            Some(other) => other.scopes.extend(exception.scopes),
            None => exceptions.push(exception),
        }
    }
    let anonymous = anonymous.filter(|outcome| !asks_to_sign_in(outcome));
    let mut exceptions: Vec<String> = exceptions.iter().map(Exception::line).collect();
    exceptions.extend(anonymous.map(|outcome| format!("{outcome} anonymous")));
    let but = if exceptions.is_empty() { "" } else { " but" };
    let mut lines = vec![format!("{usual}{but}")];
    lines.extend(exceptions);
    lines
}

/// Returns whether an outcome is the response to a request without a token: a status of HTTP, or a
/// code of gRPC.
fn asks_to_sign_in(outcome: &str) -> bool {
    let status = outcome.split(' ').next();
    status == Some("401") || outcome == "16" || outcome.eq_ignore_ascii_case("unauthenticated")
}

fn most_common<M: Model>(outcomes: &[(Cell<M>, String)]) -> &str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, outcome) in outcomes.iter().filter(|(cell, _)| cell.is_plain()) {
        *counts.entry(outcome).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or("", |(outcome, _)| outcome)
}

/// A line of the table: a role with an uncommon outcome, and for users the scopes that map to it.
struct Exception {
    head: String,
    scopes: Vec<&'static str>,
}

impl Exception {
    fn new<M: Model>(cell: &Cell<M>, outcome: &str) -> Self {
        let role = cell.role.map_or("-", Permission::value);
        let caller = match (cell.actor, cell.kind) {
            (CellActor::NotAgent, CallerKind::User) => "user",
            (CellActor::NotAgent, CallerKind::App) => "app",
            (CellActor::Agent, CallerKind::User) => "agent for user",
            (CellActor::Agent | CellActor::AgentAccount, CallerKind::App) => "agent app",
            (CellActor::AgentAccount, CallerKind::User) => "agent account",
        };
        let context = match cell.contexts {
            CellContexts::Without => "",
            CellContexts::With => " in context",
        };
        match cell.kind {
            CallerKind::User => Self {
                head: format!("{outcome} {caller}{context} {role}:"),
                scopes: vec![cell.scope.map_or("-", Permission::value)],
            },
            CallerKind::App => {
                Self { head: format!("{outcome} {caller} {role}"), scopes: Vec::new() }
            }
        }
    }

    fn line(&self) -> String {
        let mut line = self.head.clone();
        for scope in &self.scopes {
            line.extend([" ", scope]);
        }
        line
    }
}

#[cfg(test)]
mod tests;
