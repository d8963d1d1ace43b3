//! The rules for the claims about AI agents: `xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`.
//!
//! <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>

use std::time::SystemTime;

use uuid::Uuid;

use super::claims::{Claims, Facet};
use crate::caller::{Actor, Acts, Agent, UnknownActor};
use crate::model::{AgentClaim, CallerKind};
use crate::validator::token_error::TokenError;

/// The registration's request for the claims about agents.
///
/// This is not an `OptionalClaim`, because the two read a token without `iat` differently. There,
/// it counts as issued after the request, and must have the claim. Here, it counts as issued
/// before, and the absence of the claims says nothing. Each is the stricter reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentClaims {
    /// The registration does not request all of the claims, so a token of an agent may lack them.
    NotRequested,
    /// Every token of an agent has the claims.
    Requested,
    /// Every token of an agent has the claims if it was issued at this time or later.
    RequestedSince(SystemTime),
}

impl AgentClaims {
    /// Combines the manifest, which lists the requested claims, with the time that the service
    /// states.
    pub(crate) fn new(in_manifest: &[AgentClaim], since: Option<SystemTime>) -> Self {
        match (AgentClaim::are_all_in(in_manifest), since) {
            (false, _) => Self::NotRequested,
            (true, None) => Self::Requested,
            (true, Some(since)) => Self::RequestedSince(since),
        }
    }

    /// Returns the reason why a token may lack the claims.
    fn may_be_missing(self, issued_at: Option<SystemTime>) -> Option<UnknownActor> {
        match self {
            Self::NotRequested => Some(UnknownActor::NotRequested),
            Self::Requested => None,
            Self::RequestedSince(since) => match issued_at {
                Some(issued_at) if issued_at >= since => None,
                Some(_) | None => Some(UnknownActor::IssuedBefore),
            },
        }
    }

    /// Decides whether an agent acts. Returns an error if the claims contradict each other.
    pub(crate) fn actor(
        self,
        claims: &Claims<'_>,
        kind: CallerKind,
        blueprint: Option<Uuid>,
        issued_at: Option<SystemTime>,
    ) -> Result<Actor, TokenError> {
        refuse_contradictions(claims, kind)?;
        let agent = agent(claims, kind, blueprint);
        Ok(match (self.may_be_missing(issued_at), agent) {
            (Some(reason), marked) => Actor::Unknown { marked, reason },
            (None, Some(agent)) => Actor::Agent(agent),
            (None, None) => Actor::NotAgent,
        })
    }
}

fn refuse_contradictions(claims: &Claims<'_>, kind: CallerKind) -> Result<(), TokenError> {
    let actor = claims.actor_facets;
    let subject = claims.subject_facets;
    match kind {
        CallerKind::App if subject.contains(Facet::AgentAccount) => {
            Err(TokenError::AppWithAgentAccount)
        }
        CallerKind::User if subject.contains(Facet::AgentIdentity) => {
            Err(TokenError::UserWithAgentIdentity)
        }
        CallerKind::User
            if subject.contains(Facet::AgentAccount) && !actor.contains(Facet::AgentIdentity) =>
        {
            Err(TokenError::AgentAccountWithoutAgent)
        }
        CallerKind::App | CallerKind::User => Ok(()),
    }
}

/// Returns the agent, if the token has any mark of one: a facet of agents, or a blueprint.
fn agent(claims: &Claims<'_>, kind: CallerKind, blueprint: Option<Uuid>) -> Option<Agent> {
    let has_facets = claims.actor_facets.are_of_agent() || claims.subject_facets.are_of_agent();
    if has_facets || blueprint.is_some() {
        Some(Agent { acts: acts(claims, kind), blueprint })
    } else {
        None
    }
}

/// Returns how an agent acts. A delegated token is an agent's for a human only if it says that the
/// actor is an agent identity, and nothing else.
fn acts(claims: &Claims<'_>, kind: CallerKind) -> Acts {
    let actor = claims.actor_facets;
    match kind {
        CallerKind::App => Acts::AsItself,
        CallerKind::User if claims.subject_facets.contains(Facet::AgentAccount) => {
            Acts::AsOwnAccount
        }
        CallerKind::User
            if actor.contains(Facet::AgentIdentity) && !actor.contains(Facet::AgentAccount) =>
        {
            Acts::ForUser
        }
        CallerKind::User => Acts::ForUnknownSubject,
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn a_registration_must_request_all_claims() {
        let [first, second, third] = AgentClaim::ALL;
        assert_eq!(AgentClaims::new(&[third, second, first], None), AgentClaims::Requested);
        let some: [&[AgentClaim]; 5] =
            [&[], &[first], &[first, second], &[second, third], &[first, third]];
        for some in some {
            for since in [None, Some(SystemTime::UNIX_EPOCH)] {
                assert_eq!(AgentClaims::new(some, since), AgentClaims::NotRequested, "{some:?}");
            }
        }
    }

    #[test]
    fn a_token_from_before_the_request_or_without_a_time_may_lack_the_claims() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let since = AgentClaims::new(&AgentClaim::ALL, Some(at(100)));
        for (issued_at, expected) in [
            (None, Some(UnknownActor::IssuedBefore)),
            (Some(at(99)), Some(UnknownActor::IssuedBefore)),
            (Some(at(100)), None),
            (Some(at(101)), None),
        ] {
            assert_eq!(since.may_be_missing(issued_at), expected, "{issued_at:?}");
            assert_eq!(AgentClaims::Requested.may_be_missing(issued_at), None);
            assert_eq!(
                AgentClaims::NotRequested.may_be_missing(issued_at),
                Some(UnknownActor::NotRequested)
            );
        }
    }
}
