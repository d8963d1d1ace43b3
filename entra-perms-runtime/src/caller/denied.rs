//! Why a caller is denied, in the words of the model.

use core::fmt;

use super::ClaimsRequest;
use crate::alternatives::Alternatives;
use crate::model::CallerKind;

/// The caller is who it says, but may not do this.
///
/// It tells the two causes apart that need different people to act: the **user lacks a role** (an administrator must
/// assign one; no scope can help), or the **client lacks a scope** (the client must ask for it).
///
/// A guarded function's error type says how it becomes an answer: `impl From<Denied> for MyError`. Over HTTP it is mostly 403
/// with the challenge of RFC 6750; see [`challenge`](Self::challenge).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// One for each clause of the requirement that does not hold; a missing caller, a caller of the wrong kind and missing claims
    /// stand alone. Never empty.
    reasons: Vec<Reason>,
    /// The narrowest first; none where no scope can help.
    sufficient_scopes: Vec<Vec<&'static str>>,
}

/// Why one clause of a requirement does not hold. The strings are the Entra values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No verified caller came with the request: the layer that puts it there is missing. The service's own fault.
    NoCaller,
    /// Only the other kind of caller is let in here.
    WrongKind {
        /// The kind that is let in.
        expected: CallerKind,
    },
    /// The user, or the application that acts as itself, holds none of these roles. No scope can help.
    LacksRole {
        /// Whose roles these are.
        holder: CallerKind,
        /// One of these would do.
        any_of: Vec<&'static str>,
    },
    /// The user holds a role that would do, but the client was granted no scope that leads to it.
    LacksScope {
        /// The roles the user does hold; empty where the scope itself is asked for.
        held: Vec<&'static str>,
        /// One of these would do.
        any_of: Vec<&'static str>,
    },
    /// What would do is nothing that a client can use for a user: no enabled scope leads there, or the role itself is
    /// disabled.
    NotDelegated {
        /// The roles the user does hold; it may be none.
        held: Vec<&'static str>,
    },
    /// The token does not say what [`Caller::require_claims`](crate::Caller::require_claims) asks for.
    #[non_exhaustive]
    LacksClaims {
        /// What was asked for.
        request: ClaimsRequest,
        /// The authorization endpoint at which the client can get such a token; `None` where it does not say that it knows
        /// how to, or acts as itself where a user is asked for.
        ask_at: Option<String>,
    },
}

impl Denied {
    /// No scope can help.
    pub(crate) fn because(reasons: Vec<Reason>) -> Self {
        Self::unless_granted(reasons, Vec::new())
    }

    /// Each of these sets of scopes would help.
    pub(crate) fn unless_granted(
        reasons: Vec<Reason>,
        sufficient_scopes: Vec<Vec<&'static str>>,
    ) -> Self {
        Self { reasons, sufficient_scopes }
    }

    pub(crate) fn no_caller() -> Self {
        Self::because(vec![Reason::NoCaller])
    }

    /// Why: one reason for each part of the requirement that does not hold. A missing caller, a caller of the wrong kind and missing
    /// claims stand alone.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The sets of scopes, each of which would let this very caller in if its token had it; none where no scope can help. A set is
    /// no larger than need be, and of two that do, one that leads to more roles than the other is left out; the narrowest comes
    /// first, and no more than eight are named.
    #[must_use]
    pub fn sufficient_scopes(&self) -> &[Vec<&'static str>] {
        &self.sufficient_scopes
    }

    /// Whether the service itself is at fault, because nothing put a verified caller where the guard looks.
    #[must_use]
    pub fn is_misconfiguration(&self) -> bool {
        self.reasons.contains(&Reason::NoCaller)
    }
}

impl std::error::Error for Denied {}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, reason) in self.reasons.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            reason.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCaller => {
                f.write_str("no verified caller came with the request: is the layer in place?")
            }
            Self::WrongKind { expected: CallerKind::User } => {
                f.write_str("only a client that acts for a user may do this")
            }
            Self::WrongKind { expected: CallerKind::App } => {
                f.write_str("only an application that acts as itself may do this")
            }
            Self::LacksRole { holder, any_of } => {
                write!(f, "the {holder} lacks the role {}", Alternatives(any_of))
            }
            Self::LacksScope { held, any_of } if held.is_empty() => {
                write!(f, "the client lacks the scope {}", Alternatives(any_of))
            }
            Self::LacksScope { held, any_of } => write!(
                f,
                "the user holds {}, but the client lacks the scope {}",
                Alternatives(held),
                Alternatives(any_of)
            ),
            Self::NotDelegated { held } if held.is_empty() => {
                f.write_str("no scope lets a client do this for a user")
            }
            Self::NotDelegated { held } => {
                write!(
                    f,
                    "the user holds {}, but no scope lets a client use it",
                    Alternatives(held)
                )
            }
            Self::LacksClaims { request, .. } => write!(f, "this needs {request}"),
        }
    }
}
