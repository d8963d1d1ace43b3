//! The conditions of a guard that a caller does not meet.
//!
//! `Caller::unmet_conditions` of the runtime has an equal order: the client, the kind, agents.

use std::time::SystemTime;

use entra_perms_runtime::explanation::{Actor, UnknownActor};
use entra_perms_runtime::{Acts, Reason};

use super::names::ReasonNames;
use super::requirement::{AgentRule, By};
use super::{Caller, Requirement};

/// Returns the reason for the first condition that is unmet.
pub(super) fn unmet(caller: &Caller<'_>, of: &Requirement, names: &ReasonNames) -> Option<Reason> {
    let client = || unmet_client(caller, of, names);
    let by = || unmet_by(caller, of);
    let agents = || unmet_agents(caller, of);
    // That no agent may do it says more than that only a human may.
    match agents() {
        Some(Reason::AgentActs) => client().or_else(agents),
        _ => client().or_else(by).or_else(agents),
    }
}

/// Returns the reason for which the token lacks the claims of `context` and `fresh`.
pub(super) fn lacked_claims(
    caller: &Caller<'_>,
    of: &Requirement,
    now: SystemTime,
) -> Option<Reason> {
    let facts = &caller.facts;
    of.claims?.lacked(&facts.authentication_contexts, facts.not_before, now)
}

fn unmet_client(caller: &Caller<'_>, of: &Requirement, names: &ReasonNames) -> Option<Reason> {
    if of.clients.is_empty() {
        return None;
    }
    let admitted = of.clients.iter().filter_map(|index| caller.model.clients.get(*index));
    let mut registrations = admitted.flat_map(|client| &client.registrations);
    match registrations.find(|registration| caller.is_client(registration)) {
        None => Some(Reason::wrong_client(names.clients(&of.clients))),
        Some(registration) => {
            let is_proven = registration.is_public || caller.facts.is_client_proven;
            (!is_proven).then_some(Reason::UnprovenClient)
        }
    }
}

fn unmet_by(caller: &Caller<'_>, of: &Requirement) -> Option<Reason> {
    match of.kind() {
        Some(expected) if expected != caller.facts.kind => Some(Reason::wrong_kind(expected)),
        _ if of.by == Some(By::Person) => unless_person(caller),
        _ => None,
    }
}

/// Returns the reason for which the subject is not known to be a human.
fn unless_person(caller: &Caller<'_>) -> Option<Reason> {
    let agent = match caller.facts.actor {
        Actor::NotAgent => return None,
        Actor::Unknown { reason, .. } => return Some(unknown(reason)),
        Actor::Agent(agent) => agent,
    };
    match agent.acts() {
        Acts::ForUser => None,
        Acts::AsItself | Acts::AsOwnAccount => Some(Reason::AgentAccount),
        // A later version may add ways to act.
        _ => Some(Reason::UnknownSubject),
    }
}

fn unmet_agents(caller: &Caller<'_>, of: &Requirement) -> Option<Reason> {
    match (of.agents?, caller.facts.actor) {
        (_, Actor::Unknown { reason, .. }) => Some(unknown(reason)),
        (AgentRule::Never, Actor::Agent(_)) => Some(Reason::AgentActs),
        (AgentRule::Only, Actor::NotAgent) => Some(Reason::NoAgentActs),
        (AgentRule::Never, Actor::NotAgent) | (AgentRule::Only, Actor::Agent(_)) => None,
    }
}

fn unknown(reason: UnknownActor) -> Reason {
    match reason {
        UnknownActor::NotRequested => Reason::AgentClaimsNotRequested,
        UnknownActor::IssuedBefore => Reason::IssuedBeforeAgentClaims,
    }
}
