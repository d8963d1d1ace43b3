//! All that is said about a token: plain data without the token.

use std::collections::BTreeSet;
use std::time::SystemTime;

use entra_perms_model::suggestion;
use entra_perms_runtime::explanation::{
    Actor, Check, CheckOutcome, ExplainedToken, KnownService, explain,
};
use entra_perms_runtime::{Agent, CallerKind, Fault, Reason, TokenError, Uuid};

use super::registration::TokenRegistration;
use super::token::TokenText;
use crate::decisions::{Caller, Requirement, Values, reasons_against};
use crate::error::Failure;
use crate::guards::{Guard, Guards};
use crate::models::FoundModel;

/// The settings of a validator's builder that the command does not know.
pub(super) const SETTINGS_OF_SERVICE: [&str; 9] = [
    "clock_skew",
    "tenant_filter",
    "only_roles",
    "token_version",
    "both_versions_until",
    "idtyp_since",
    "agent_claims_since",
    "accept_apps_without_roles",
    "accept_bound_tokens_without_proof",
];

/// The result of each check of a token, its caller, and the decisions about the caller.
pub(super) struct Explanation<'m> {
    pub(super) found: &'m FoundModel,
    /// `None` if the token names no audience, which would choose it.
    pub(super) registration: Option<Named>,
    /// Every check, in the order of the service.
    pub(super) checks: Vec<(Check, CheckOutcome)>,
    /// `None` if the token does not say who calls.
    pub(super) caller: Option<CallerFacts>,
    /// The guarded operations. `None` without guards, or without a caller.
    pub(super) operations: Option<Vec<Operation>>,
}

/// An id with its name, if the model has one.
pub(super) struct Named {
    pub(super) name: Option<String>,
    pub(super) id: String,
}

/// The facts about a caller.
pub(super) struct CallerFacts {
    pub(super) kind: CallerKind,
    pub(super) tenant: Option<Uuid>,
    pub(super) object_id: Option<Uuid>,
    pub(super) client: Option<Named>,
    pub(super) actor: Actor,
    pub(super) held: Vec<String>,
    pub(super) granted: Vec<String>,
    pub(super) unknown: Vec<String>,
    pub(super) effective: Vec<String>,
    pub(super) valid_from: Option<SystemTime>,
    pub(super) valid_until: Option<SystemTime>,
}

/// A guarded operation, and the reasons for which the caller may not do it.
pub(super) struct Operation {
    /// The path of the function, and the tool or prompt that it is.
    pub(super) name: String,
    /// The requirement for people.
    pub(super) words: String,
    pub(super) reasons: Vec<Reason>,
}

impl<'m> Explanation<'m> {
    pub(super) fn new(
        token: &TokenText,
        registration: &TokenRegistration<'m>,
        service: &KnownService,
        guards: Option<&Guards>,
    ) -> Result<Self, Failure> {
        let model = registration.model;
        let now = SystemTime::now();
        let requirements = guards.map(|guards| Requirement::read_all(guards, model)).transpose()?;
        let mut values = Values::new(model);
        let explained = explain(token.as_str(), &registration.api, service, now, &mut values);
        let ExplainedToken { checks, caller } = explained;
        let app = registration.app;
        let caller = caller.map(|facts| Caller { model, app, facts, values });
        let guards = guards.zip(requirements.as_deref());
        let operations = caller
            .as_ref()
            .zip(guards)
            .map(|(caller, (guards, requirements))| operations(caller, guards, requirements, now));
        let name = model.apps.get(app).and_then(|app| app.display_name.clone());
        let named = Named { name, id: registration.api.client_id.to_string() };
        Ok(Self {
            found: registration.found,
            registration: registration.is_chosen.then_some(named),
            checks,
            caller: caller.map(CallerFacts::of),
            operations,
        })
    }

    /// Returns whether the signature was verified.
    pub(super) fn is_verified(&self) -> bool {
        self.checks.contains(&(Check::Signature, CheckOutcome::Passed))
    }

    /// Leaves out all operations but the one with this index.
    pub(super) fn keep_operation(&mut self, index: usize) {
        if let Some(operations) = &mut self.operations {
            *operations = operations.drain(..).skip(index).take(1).collect();
        }
    }

    /// Returns whether the caller may do all operations that are left. Without a caller, nothing is
    /// allowed.
    pub(super) fn allows_all(&self) -> bool {
        let operations = self.operations.as_ref();
        operations.is_some_and(|list| list.iter().all(Operation::is_allowed))
    }

    /// Returns whether no check refuses the token.
    pub(super) fn is_accepted(&self) -> bool {
        self.refusal().is_none()
    }

    /// Returns the error with which the service refuses the token.
    pub(super) fn refusal(&self) -> Option<&TokenError> {
        self.checks.iter().find_map(|(_, outcome)| match outcome {
            CheckOutcome::Refused(error) => Some(error),
            CheckOutcome::Passed | CheckOutcome::NotChecked(_) => None,
        })
    }
}

impl Operation {
    pub(super) fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Returns the index of the guard with this name: a function, with or without the modules in front
/// of it, or a tool or prompt.
pub(super) fn index_of(guards: &Guards, name: &str) -> Result<usize, Failure> {
    let is_named = |guard: &Guard| {
        let path = guard.path();
        path == name
            || guard.mcp.as_ref().is_some_and(|item| item.name == name)
            || path.strip_suffix(name).is_some_and(|before| before.ends_with("::"))
    };
    let named: Vec<_> =
        guards.guards.iter().enumerate().filter(|(_, guard)| is_named(guard)).collect();
    match named.as_slice() {
        [(only, _)] => Ok(*only),
        [] => {
            // A name is written with as many modules in front of it as the user wrote.
            let modules = name.matches("::").count();
            let paths: Vec<_> = guards.guards.iter().map(Guard::path).collect();
            let known = paths.iter().map(|path| last_segments(path, modules + 1));
            let failure = Failure::new(format_args!("no guard is named `{name}`"));
            let closest = suggestion::closest(name, known);
            Err(match closest {
                Some(closest) => failure.help(format_args!("did you mean `{closest}`?")),
                None => failure.help("without `--operation`, the output has all of them"),
            })
        }
        several => {
            let failure = Failure::new(format_args!("several guards are named `{name}`"));
            Err(several.iter().fold(failure, |failure, (_, it)| failure.note(it.name())))
        }
    }
}

/// Returns the last segments of a path.
fn last_segments(path: &str, count: usize) -> &str {
    let mut separators = path.rmatch_indices("::");
    let before = separators.nth(count.saturating_sub(1));
    before
        .and_then(|(start, separator)| path.get(start + separator.len()..))
        .unwrap_or(path)
}

impl CallerFacts {
    fn of(caller: Caller<'_>) -> Self {
        let model = caller.model;
        let roles = |roles: &BTreeSet<usize>| {
            let roles = roles.iter().filter_map(|index| model.roles.get(*index));
            roles.map(|role| role.entry.value.clone()).collect()
        };
        let scopes = caller.values.granted.iter().filter_map(|index| model.scopes.get(*index));
        let granted = scopes.map(|scope| scope.entry.value.clone()).collect();
        let client = caller
            .facts
            .client_id
            .map(|id| Named { name: caller.client().map(str::to_owned), id: id.to_string() });
        Self {
            kind: caller.facts.kind,
            tenant: caller.facts.tenant,
            object_id: caller.facts.object_id,
            client,
            actor: caller.facts.actor,
            held: roles(&caller.values.held),
            granted,
            effective: roles(&caller.effective()),
            valid_from: caller.facts.not_before,
            valid_until: caller.facts.expires_at,
            unknown: caller.facts.unknown_values,
        }
    }

    /// Returns the agent that acts, if the token has a mark of one.
    pub(super) fn agent(&self) -> Option<Agent> {
        match self.actor {
            Actor::NotAgent => None,
            Actor::Agent(agent) => Some(agent),
            Actor::Unknown { marked, .. } => marked,
        }
    }
}

/// Returns the word for the party that must act on a refusal.
pub(super) fn party(fault: Fault) -> &'static str {
    match fault {
        Fault::Client => "the client",
        Fault::Administrator => "an administrator of the caller's tenant",
        Fault::Service => "the operator of the service",
        // A later version may add parties.
        _ => "the authority",
    }
}

fn operations(
    caller: &Caller<'_>,
    guards: &Guards,
    requirements: &[Requirement],
    now: SystemTime,
) -> Vec<Operation> {
    let names = caller.names();
    let operation = |(guard, requirement): (&Guard, &Requirement)| Operation {
        name: guard.name(),
        words: guard.words.clone(),
        reasons: reasons_against(caller, requirement, &names, now),
    };
    guards.guards.iter().zip(requirements).map(operation).collect()
}
