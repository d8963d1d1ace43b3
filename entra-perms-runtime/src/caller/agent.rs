//! The AI agent that acts in a call, as far as the token says.

use core::fmt;

use uuid::Uuid;

/// The AI agent that acts in a call (Entra Agent ID): see [`Caller::agent`](crate::Caller::agent).
///
/// The client id of the agent is [`Caller::client_id`](crate::Caller::client_id).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Agent {
    pub(crate) acts: Acts,
    pub(crate) blueprint: Option<Uuid>,
}

impl Agent {
    /// Returns the way in which the agent acts, such as for a user or as itself.
    #[must_use]
    pub fn acts(&self) -> Acts {
        self.acts
    }

    /// Returns the client id of the agent's blueprint (`xms_par_app_azp`), or `None` if the token
    /// does not name it.
    ///
    /// A blueprint is the parent application of many agents. Record it, for example in an audit
    /// log, but do not base a decision on it: that would give access to many agents at once.
    /// <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>
    #[must_use]
    pub fn blueprint(&self) -> Option<Uuid> {
        self.blueprint
    }
}

/// The way in which an AI agent acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Acts {
    /// The agent acts for a human user, who is the subject of the token. The roles are the user's.
    ForUser,
    /// The agent acts as itself, with an app-only token. The roles are its own.
    AsItself,
    /// The agent acts through a user account of its own. The token is delegated, but no human is
    /// there. The roles are the account's.
    AsOwnAccount,
    /// The agent acts through a delegated token that does not say for whom: for a human, or through
    /// a user account of its own.
    ForUnknownSubject,
}

/// Shows the way behind the words "the agent acts": `for a user`.
impl fmt::Display for Acts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForUser => "for a user",
            Self::AsItself => "as itself",
            Self::AsOwnAccount => "through its own user account",
            Self::ForUnknownSubject => "for an unknown subject",
        })
    }
}

/// The statement of a token about the actor of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "__internals"),
    expect(unreachable_pub, reason = "only the explanation of a token shows it")
)]
pub enum Actor {
    /// No agent acts.
    NotAgent,
    /// An agent acts.
    Agent(Agent),
    /// The token may lack the claims about agents. The marks of an agent that it has are reported,
    /// but no condition is met on their grounds.
    Unknown {
        /// The agent that the token names, if any.
        marked: Option<Agent>,
        /// Why it is unknown.
        reason: UnknownActor,
    },
}

/// The reason why a token may lack the claims about agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "__internals"),
    expect(unreachable_pub, reason = "only the explanation of a token shows it")
)]
pub enum UnknownActor {
    /// The registration does not request all of the claims.
    NotRequested,
    /// The token was issued before the registration requested the claims, or does not say when it
    /// was issued.
    IssuedBefore,
}

impl Actor {
    /// Returns the agent that the token names.
    pub(crate) fn agent(self) -> Option<Agent> {
        match self {
            Self::NotAgent => None,
            Self::Agent(agent) => Some(agent),
            Self::Unknown { marked, .. } => marked,
        }
    }
}
