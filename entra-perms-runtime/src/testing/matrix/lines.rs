//! The lines of an operation in the table.

use std::collections::BTreeMap;

use super::callers::{Cell, CellActor, CellContexts, ClientCell};
use crate::model::{CallerKind, Model, Permission};

/// Returns the lines of an operation: the most common outcome without an agent, then one line for
/// each role with another outcome. An agent has a line if its outcome differs from the outcome of
/// the same caller without an agent, which precedes it. A user in a context has a line if its
/// outcome differs from the outcome of the same caller without the context, which is just before
/// it. A caller through a client of the model has a line if its outcome differs from the outcome of
/// the same caller through another client. Then come the clients as registered, if their outcome is
/// not the most common one. The last line is for a request without a token, unless its sender must
/// sign in.
pub(super) fn lines<M: Model>(
    outcomes: &[(Cell<M>, String)],
    clients: &[(ClientCell<M>, String)],
    anonymous: Option<&str>,
) -> Vec<String> {
    let usual = most_common(outcomes);
    let mut exceptions: Vec<Exception> = Vec::new();
    let mut without_agent = usual;
    let mut in_context = usual;
    let mut before = usual;
    for (cell, outcome) in outcomes {
        let expected = match (cell.contexts, cell.actor) {
            (CellContexts::With, _) if cell.client.is_some() => in_context,
            (CellContexts::Without, _) if cell.client.is_some() => without_agent,
            (CellContexts::With, _) => before,
            (CellContexts::Without, CellActor::NotAgent) => usual,
            (CellContexts::Without, CellActor::Agent | CellActor::AgentAccount) => without_agent,
        };
        before = outcome;
        if cell.is_plain() {
            without_agent = outcome;
        }
        if cell.actor == CellActor::NotAgent && cell.client.is_none() {
            in_context = outcome;
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
    let clients = clients.iter().filter(|(_, outcome)| outcome != usual);
    exceptions.extend(clients.map(|(cell, outcome)| cell.line(outcome)));
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

impl<M: Model> ClientCell<M> {
    fn line(&self, outcome: &str) -> String {
        let kind = match self.kind {
            CallerKind::User => "for a user",
            CallerKind::App => "as itself",
        };
        let what = if self.is_blueprint { "agents of" } else { "client" };
        format!("{outcome} {what} {} {kind}", self.client)
    }
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
        let client = cell.client.map(|client| format!(" through {client}")).unwrap_or_default();
        match cell.kind {
            CallerKind::User => Self {
                head: format!("{outcome} {caller}{client}{context} {role}:"),
                scopes: vec![cell.scope.map_or("-", Permission::value)],
            },
            CallerKind::App => {
                Self { head: format!("{outcome} {caller}{client} {role}"), scopes: Vec::new() }
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
