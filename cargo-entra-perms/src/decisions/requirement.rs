//! The requirement of a guard, in the indices of a model.

use std::collections::BTreeSet;

use entra_perms_model::Model;
use entra_perms_runtime::CallerKind;
use entra_perms_runtime::explanation::ClaimsOfGuard;

use crate::error::Failure;
use crate::guards::{GuardClause, GuardRequirement, Guards};

/// The requirement of a guard.
pub(crate) struct Requirement {
    pub(super) by: Option<By>,
    pub(super) agents: Option<AgentRule>,
    /// The clients that are admitted. If there are none, every client is.
    pub(crate) clients: Vec<usize>,
    pub(super) claims: Option<ClaimsOfGuard>,
    /// Only users meet an authentication context.
    has_context: bool,
    /// Clauses that must all hold.
    pub(crate) clauses: Vec<Clause>,
}

/// Roles and scopes. One of them is enough.
#[derive(Default)]
pub(crate) struct Clause {
    pub(crate) roles: BTreeSet<usize>,
    pub(crate) scopes: BTreeSet<usize>,
}

/// `by = …`
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    User,
    App,
    Person,
}

/// `agents = …`
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AgentRule {
    Never,
    Only,
}

impl Requirement {
    /// Reads the requirements of all guards, in their order. Guards of another model are a failure.
    pub(crate) fn read_all(guards: &Guards, model: &Model) -> Result<Vec<Self>, Failure> {
        guards.check_names(model)?;
        let all = guards.guards.iter().map(|guard| {
            let requirement = Self::read(&guard.requirement, model);
            requirement.map_err(|unknown| guards.with_unknown(guard, &unknown))
        });
        all.collect()
    }

    /// Reads the requirement of a guard.
    ///
    /// # Errors
    /// Returns the words for a part that the model, or this version of the command, does not have.
    pub(crate) fn read(guard: &GuardRequirement, model: &Model) -> Result<Self, String> {
        let by = match guard.by.as_deref() {
            None => None,
            Some("user") => Some(By::User),
            Some("app") => Some(By::App),
            Some("person") => Some(By::Person),
            Some(other) => return Err(format!("the condition `by = {other}`")),
        };
        let agents = match guard.agents.as_deref() {
            None => None,
            Some("never") => Some(AgentRule::Never),
            Some("only") => Some(AgentRule::Only),
            Some(other) => return Err(format!("the condition `agents = {other}`")),
        };
        let mut clients = Vec::new();
        for name in guard.clients.iter().flatten() {
            let client = model.clients.iter().position(|client| client.plain_name() == name);
            clients.push(client.ok_or_else(|| format!("the client `{name}`"))?);
        }
        let max_age = guard.fresh_seconds.map(|age| {
            u32::try_from(age).map_err(|_| format!("the condition `fresh` of {age} seconds"))
        });
        let max_age = max_age.transpose()?;
        let claims = ClaimsOfGuard::new(guard.context, max_age);
        let clauses = guard.clauses.iter().map(|it| Clause::read(it, model));
        let clauses = clauses.collect::<Result<_, _>>()?;
        Ok(Self { by, agents, clients, claims, has_context: guard.context.is_some(), clauses })
    }

    /// Returns the only kind of caller that is permitted.
    pub(super) fn kind(&self) -> Option<CallerKind> {
        match self.by {
            None => self.has_context.then_some(CallerKind::User),
            Some(By::User | By::Person) => Some(CallerKind::User),
            Some(By::App) => Some(CallerKind::App),
        }
    }
}

impl Clause {
    fn read(guard: &GuardClause, model: &Model) -> Result<Self, String> {
        let mut clause = Self::default();
        for value in &guard.roles {
            let role = model.roles.iter().position(|role| role.entry.value == *value);
            clause.roles.insert(role.ok_or_else(|| format!("the app role `{value}`"))?);
        }
        for value in &guard.scopes {
            let scope = model.scopes.iter().position(|scope| scope.entry.value == *value);
            clause.scopes.insert(scope.ok_or_else(|| format!("the scope `{value}`"))?);
        }
        Ok(clause)
    }
}
