//! Checks of a caller against the conditions of a requirement.

use super::{Actor, Acts, Caller, ClaimsRequest, Reason, UnknownActor};
use crate::model::{CallerKind, ClientEntry, Model};
use crate::requirement::{AgentRule, By, Conditions};

/// A condition that a caller does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unmet {
    Client { admitted: &'static [&'static ClientEntry] },
    UnprovenClient,
    Kind { expected: CallerKind },
    AgentAccount,
    UnknownSubject,
    UnknownActor(UnknownActor),
    Agent,
    NoAgent,
}

impl<M: Model> Caller<M> {
    pub(super) fn meets_conditions(&self, conditions: Conditions) -> bool {
        self.unmet_client(conditions).is_none()
            && self.unmet_by(conditions).is_none()
            && self.unmet_agents(conditions).is_none()
            && self.lacked_claims(conditions).is_none()
    }

    /// Returns the unmet conditions about the caller, the most useful one first. Claims that the
    /// token lacks are not among them: see [`lacked_claims`](Self::lacked_claims).
    ///
    /// A client that `client = …` refuses comes first, and an agent that `agents = never` refuses
    /// comes next, because no other token helps them. Then comes `by`: a caller of the wrong kind
    /// cannot use advice that is meant for the other kind.
    pub(super) fn unmet_conditions(&self, conditions: Conditions) -> Vec<Unmet> {
        let client = self.unmet_client(conditions);
        let by = self.unmet_by(conditions);
        let agents = self.unmet_agents(conditions);
        let in_order =
            if agents == Some(Unmet::Agent) { [client, agents, by] } else { [client, by, agents] };
        let mut unmet: Vec<Unmet> = in_order.into_iter().flatten().collect();
        // Both conditions are unmet for one reason if the actor is unknown.
        unmet.dedup();
        unmet
    }

    /// Returns the claims that the token must have, if it lacks one of them.
    ///
    /// The request has all of them, because one new token must have all of them.
    pub(super) fn lacked_claims(&self, conditions: Conditions) -> Option<ClaimsRequest> {
        let required = conditions.claims()?;
        let request = ClaimsRequest::of_condition(required, || self.details.standing.now());
        (!self.meets(&request)).then_some(request)
    }

    fn unmet_by(&self, conditions: Conditions) -> Option<Unmet> {
        if let Some(expected) = conditions.kind()
            && expected != self.kind()
        {
            return Some(Unmet::Kind { expected });
        }
        match conditions.by()? {
            By::User | By::App => None,
            By::Person => self.unless_person(),
        }
    }

    /// Checks that the subject is a human. The caller is delegated.
    fn unless_person(&self) -> Option<Unmet> {
        let agent = match self.details.actor {
            Actor::NotAgent => return None,
            Actor::Unknown { reason, .. } => return Some(Unmet::UnknownActor(reason)),
            Actor::Agent(agent) => agent,
        };
        match agent.acts() {
            Acts::ForUser => None,
            Acts::AsItself | Acts::AsOwnAccount => Some(Unmet::AgentAccount),
            Acts::ForUnknownSubject => Some(Unmet::UnknownSubject),
        }
    }

    fn unmet_agents(&self, conditions: Conditions) -> Option<Unmet> {
        let rule = conditions.agents()?;
        match (rule, self.details.actor) {
            (AgentRule::Never | AgentRule::Only, Actor::Unknown { reason, .. }) => {
                Some(Unmet::UnknownActor(reason))
            }
            (AgentRule::Never, Actor::Agent(_)) => Some(Unmet::Agent),
            (AgentRule::Only, Actor::NotAgent) => Some(Unmet::NoAgent),
            (AgentRule::Never, Actor::NotAgent) | (AgentRule::Only, Actor::Agent(_)) => None,
        }
    }
}

impl From<Unmet> for Reason {
    fn from(unmet: Unmet) -> Self {
        match unmet {
            Unmet::Client { admitted } => {
                Self::WrongClient { admitted: admitted.iter().map(|client| client.name).collect() }
            }
            Unmet::UnprovenClient => Self::UnprovenClient,
            Unmet::Kind { expected } => Self::WrongKind { expected },
            Unmet::AgentAccount => Self::AgentAccount,
            Unmet::UnknownSubject => Self::UnknownSubject,
            Unmet::UnknownActor(UnknownActor::NotRequested) => Self::AgentClaimsNotRequested,
            Unmet::UnknownActor(UnknownActor::IssuedBefore) => Self::IssuedBeforeAgentClaims,
            Unmet::Agent => Self::AgentActs,
            Unmet::NoAgent => Self::NoAgentActs,
        }
    }
}
