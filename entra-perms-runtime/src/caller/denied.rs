//! The denial of a caller, with its reasons.

use core::fmt;

use super::ClaimsRequest;
use crate::alternatives::Alternatives;
use crate::model::CallerKind;

/// The denial of a verified caller that lacks a permission.
///
/// Its reasons keep two causes apart that different people must fix:
///
/// - The **user lacks a role**. An administrator must assign one; no scope helps.
/// - The **client lacks a scope**. The client must request it.
///
/// A guarded function converts a denial into its own error type: `impl From<Denied> for MyError`.
/// Over HTTP a denial is usually a 403 with the challenge of RFC 6750; see
/// [`challenge`](Self::challenge).
///
/// ```
/// use entra_perms_runtime::Denied;
///
/// enum ContactError {
///     Denied(Denied),
///     NotFound,
/// }
///
/// impl From<Denied> for ContactError {
///     fn from(denied: Denied) -> Self {
///         Self::Denied(denied)
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// One reason for each unmet clause of the requirement, or a single reason for a missing
    /// caller, a caller of the wrong kind, or missing claims. Never empty.
    reasons: Vec<Reason>,
    /// The narrowest set first; empty if no scope helps.
    sufficient_scopes: Vec<Vec<&'static str>>,
}

/// The reason why one clause of a requirement is not met. The strings are the Entra values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The request has no verified caller: the layer is missing, or is for another model. The
    /// service is at fault.
    NoCaller,
    /// Only the other kind of caller is permitted.
    #[non_exhaustive]
    WrongKind {
        /// The kind of caller that is permitted.
        expected: CallerKind,
    },
    /// The user, or the application that acts as itself, lacks all of these roles. No scope helps.
    #[non_exhaustive]
    LacksRole {
        /// The kind of caller that must hold the role.
        holder: CallerKind,
        /// The sufficient roles. One of them is enough.
        any_of: Vec<&'static str>,
    },
    /// The user holds a sufficient role, but no granted scope maps to it. Or the clause names a
    /// scope, and the client was not granted it.
    #[non_exhaustive]
    LacksScope {
        /// The sufficient roles that the user holds; empty if the clause names the scope itself.
        held: Vec<&'static str>,
        /// The sufficient scopes, the narrowest first. One of them is enough.
        any_of: Vec<&'static str>,
    },
    /// No client can do this for a user: no enabled scope maps to a sufficient role, or the role is
    /// disabled.
    #[non_exhaustive]
    NotDelegated {
        /// The roles of the clause that the user holds; may be empty.
        held: Vec<&'static str>,
    },
    /// The token lacks claims that [`Caller::require_claims`](crate::Caller::require_claims)
    /// requires.
    #[non_exhaustive]
    LacksClaims {
        /// The required claims.
        request: ClaimsRequest,
        /// The authorization endpoint at which the client can get a token with the claims.
        ///
        /// `None` if the client does not handle claims challenges, or if it acts as itself and only
        /// a user can meet the request.
        ask_at: Option<String>,
    },
}

impl Denied {
    /// Makes a denial that no scope can change.
    pub(crate) fn because(reasons: Vec<Reason>) -> Self {
        Self::unless_granted(reasons, Vec::new())
    }

    /// Makes a denial that each of these sets of scopes would change.
    pub(crate) fn unless_granted(
        reasons: Vec<Reason>,
        sufficient_scopes: Vec<Vec<&'static str>>,
    ) -> Self {
        Self { reasons, sufficient_scopes }
    }

    /// Makes the denial of a request that has no verified caller.
    pub(crate) fn no_caller() -> Self {
        Self::because(vec![Reason::NoCaller])
    }

    /// Returns the reasons: one for each unmet part of the requirement.
    ///
    /// A missing caller, a caller of the wrong kind, and missing claims are each the only reason.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns the sets of scopes that would permit this caller, if its token had one of the sets.
    ///
    /// Returns an empty slice if no scope helps. Each set is minimal, and a set is left out if
    /// another set asks for less: for a subset of its scopes, or for scopes that map to a subset of
    /// its roles. The narrowest set is first. At most eight sets are returned.
    #[must_use]
    pub fn sufficient_scopes(&self) -> &[Vec<&'static str>] {
        &self.sufficient_scopes
    }

    /// Returns `true` if the service itself is at fault, because no layer put a verified caller
    /// into the request.
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
