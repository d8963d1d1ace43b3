//! The reasons of a denial, and their words.

use core::fmt;

use crate::alternatives::Alternatives;
use crate::caller::ClaimsRequest;
use crate::model::CallerKind;

/// The reason why one part of a requirement is not met. The strings are the Entra values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The request has no verified caller: the layer is missing, or is for another model. The
    /// service is at fault.
    NoCaller,
    /// The caller has no role and no scope of this API, and no guard permits such a caller: see
    /// [`accept_apps_without_roles`](crate::TokenValidatorBuilder::accept_apps_without_roles). If
    /// the requirement names roles or scopes, the reason is the missing one instead.
    NoPermission,
    /// The request is anonymous: a layer with optional sign-in let it in without a token. The
    /// client must send one.
    NotSignedIn,
    /// Only the other kind of caller is permitted.
    #[non_exhaustive]
    WrongKind {
        /// The kind of caller that is permitted.
        expected: CallerKind,
    },
    /// Only other clients are permitted (`client = …`).
    #[non_exhaustive]
    WrongClient {
        /// The names of the permitted clients, as in the argument `clients`.
        admitted: Vec<&'static str>,
    },
    /// The client id belongs to a permitted client (`client = …`), but the token does not say that
    /// the client has proven its identity with a secret or a certificate.
    UnprovenClient,
    /// A human must be the subject (`by = person`), but the user is an account of an AI agent.
    AgentAccount,
    /// A human must be the subject (`by = person`), but an AI agent acts whose token does not say
    /// for whom.
    UnknownSubject,
    /// The condition needs to know whether an AI agent acts, but the token may be from before the
    /// registration requested the claims that say so: see
    /// [`agent_claims_since`](crate::TokenValidatorBuilder::agent_claims_since). The client must
    /// get a new token.
    IssuedBeforeAgentClaims,
    /// The condition needs to know whether an AI agent acts, but the registration does not request
    /// the claims that say so. The service is at fault.
    AgentClaimsNotRequested,
    /// An AI agent acts, and none may (`agents = never`).
    AgentActs,
    /// No AI agent acts, and one must (`agents = only`).
    NoAgentActs,
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
    /// The token lacks claims that `context = …` or `fresh = …`, or
    /// [`Caller::require_claims`](crate::Caller::require_claims), requires. The caller has all
    /// permissions that the requirement names.
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

impl Reason {
    /// Returns the stable id of the reason, for programs: the name of the variant in snake case,
    /// such as `lacks_scope`.
    ///
    /// An id never changes its meaning. A later version may add ids, so treat an unknown id like
    /// any other denial.
    ///
    /// | id | the caller |
    /// |---|---|
    /// | `no_caller` | is missing: the service is at fault |
    /// | `no_permission` | has no permission of this API |
    /// | `not_signed_in` | is anonymous |
    /// | `wrong_kind` | is a user's client, but must be an application, or the reverse |
    /// | `wrong_client` | uses a client that is not admitted |
    /// | `unproven_client` | uses a client that has not proven its identity |
    /// | `agent_account` | is an account of an AI agent, but must be a human |
    /// | `unknown_subject` | is an AI agent for somebody unknown |
    /// | `issued_before_agent_claims` | needs a newer token |
    /// | `agent_claims_not_requested` | cannot be judged: the registration is at fault |
    /// | `agent_acts` | is an AI agent, which is not admitted |
    /// | `no_agent_acts` | is not an AI agent, but must be one |
    /// | `lacks_role` | must be assigned a role |
    /// | `lacks_scope` | must request a scope |
    /// | `not_delegated` | holds a role that no scope lets a client use |
    /// | `lacks_claims` | needs a token with more claims |
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::NoCaller => "no_caller",
            Self::NoPermission => "no_permission",
            Self::NotSignedIn => "not_signed_in",
            Self::WrongKind { .. } => "wrong_kind",
            Self::WrongClient { .. } => "wrong_client",
            Self::UnprovenClient => "unproven_client",
            Self::AgentAccount => "agent_account",
            Self::UnknownSubject => "unknown_subject",
            Self::IssuedBeforeAgentClaims => "issued_before_agent_claims",
            Self::AgentClaimsNotRequested => "agent_claims_not_requested",
            Self::AgentActs => "agent_acts",
            Self::NoAgentActs => "no_agent_acts",
            Self::LacksRole { .. } => "lacks_role",
            Self::LacksScope { .. } => "lacks_scope",
            Self::NotDelegated { .. } => "not_delegated",
            Self::LacksClaims { .. } => "lacks_claims",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCaller => f.write_str("the request has no verified caller"),
            Self::NoPermission => f.write_str("the caller has no permission of this API"),
            Self::NotSignedIn => f.write_str("no access token was sent"),
            Self::WrongKind { expected: CallerKind::User } => {
                f.write_str("only a client that acts for a user may do this")
            }
            Self::WrongKind { expected: CallerKind::App } => {
                f.write_str("only an application that acts as itself may do this")
            }
            Self::WrongClient { admitted } => {
                write!(f, "only the client {} may do this", Alternatives(admitted))
            }
            Self::UnprovenClient => f.write_str(
                "the client has not proven its identity: it got the token without a secret or a \
                 certificate",
            ),
            Self::AgentAccount => f.write_str(
                "only a human may do this, or an agent for a human; the user is an agent's account",
            ),
            Self::UnknownSubject => f.write_str(
                "only a human may do this, or an agent for a human; the token does not say for \
                 whom the agent acts",
            ),
            Self::IssuedBeforeAgentClaims => f.write_str(
                "the token may be too old to say whether an agent acts: the client must get a new \
                 one",
            ),
            Self::AgentClaimsNotRequested => f.write_str(
                "the token does not say whether an agent acts, because the registration of this \
                 API does not request it",
            ),
            Self::AgentActs => f.write_str("no agent may do this"),
            Self::NoAgentActs => f.write_str("only an agent may do this"),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Programs of users compare these ids, so no id may change.
    #[test]
    fn ids_are_the_names_of_the_variants() {
        let claims = Reason::LacksClaims {
            request: ClaimsRequest::authentication_context::<1>(),
            ask_at: None,
        };
        for (reason, id) in [
            (Reason::NoCaller, "no_caller"),
            (Reason::NoPermission, "no_permission"),
            (Reason::NotSignedIn, "not_signed_in"),
            (Reason::WrongKind { expected: CallerKind::App }, "wrong_kind"),
            (Reason::WrongClient { admitted: vec![] }, "wrong_client"),
            (Reason::UnprovenClient, "unproven_client"),
            (Reason::AgentAccount, "agent_account"),
            (Reason::UnknownSubject, "unknown_subject"),
            (Reason::IssuedBeforeAgentClaims, "issued_before_agent_claims"),
            (Reason::AgentClaimsNotRequested, "agent_claims_not_requested"),
            (Reason::AgentActs, "agent_acts"),
            (Reason::NoAgentActs, "no_agent_acts"),
            (Reason::LacksRole { holder: CallerKind::User, any_of: vec![] }, "lacks_role"),
            (Reason::LacksScope { held: vec![], any_of: vec![] }, "lacks_scope"),
            (Reason::NotDelegated { held: vec![] }, "not_delegated"),
            (claims, "lacks_claims"),
        ] {
            assert_eq!(reason.id(), id);
            let variant = format!("{reason:?}");
            let name = variant.split([' ', '{']).next().unwrap();
            assert_eq!(name.to_lowercase(), id.replace('_', ""));
        }
    }
}
