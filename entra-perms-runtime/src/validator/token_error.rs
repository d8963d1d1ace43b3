//! The reasons why a token is refused.

use core::fmt;
use std::time::Duration;

use crate::validator::claim::Claim;

/// The reason why a token is refused.
///
/// [`fault`](Self::fault) returns who must act. [`challenge`](Self::challenge) returns the HTTP
/// response: 403 for [`NoPermission`](Self::NoPermission), 503 for
/// [`KeysUnavailable`](Self::KeysUnavailable), and 401 for all others.
///
/// An error never shows the token. It may quote a claim, as an [`Excerpt`], but only of a token
/// whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The token is larger than 250 KiB. It was not read.
    #[error("the token is larger than 250 KiB")]
    TooLarge,
    /// The text is not a signed token in compact form (RFC 7515, section 7.1).
    #[error("not a signed token: {0}")]
    Malformed(&'static str),
    /// The token is encrypted (JWE, five parts; RFC 7516, section 7.1), and this service has no key
    /// to decrypt it.
    ///
    /// Entra encrypts all tokens for an API if the registration has a `tokenEncryptionKeyId`.
    /// Remove it from the registration. The error therefore counts as the service's fault. It is
    /// logged at `INFO`, because anyone can send five parts, and nothing about them was verified.
    #[error(
        "the token is encrypted (JWE), but this service accepts signed tokens only: \
         the registration of this API probably has a `tokenEncryptionKeyId`, which must be removed"
    )]
    Encrypted,
    /// The header names an algorithm other than RS256, the only one that Entra uses.
    #[error("the token is not signed with RS256")]
    Algorithm,
    /// The header names no key (`kid`). Entra's tokens always name one.
    #[error("the token's header names no key (`kid`)")]
    NoKeyId,
    /// The header lists critical extensions (`crit`). Entra uses none.
    #[error("the token's header demands an extension (`crit`)")]
    CriticalHeader,
    /// The token is for Microsoft Graph. The client requested a scope of Graph, or no scope.
    ///
    /// The audience of such a token is Graph, or its header has a `nonce`. Entra writes a `nonce`
    /// for Graph alone, and no other API can verify the signature of such a token.
    #[error("the token is for Microsoft Graph: the client must request a scope of this API")]
    MicrosoftGraph,
    /// The issuer does not publish the key that signed the token.
    ///
    /// The token is from another issuer, or its key was withdrawn. Or the registration maps claims,
    /// and so has its own signing keys: then use
    /// [`custom_signing_keys`](crate::TokenValidatorBuilder::custom_signing_keys).
    #[error(
        "the token is signed with a key that the issuer does not publish; if the registration has \
         its own signing keys, use `custom_signing_keys`"
    )]
    UnknownKey,
    /// The token cannot be verified now, because keys are not available. It may be valid, and the
    /// client can retry later.
    ///
    /// - The key that signed the token is unknown, and the known keys may be out of date: the last
    ///   attempt to fetch them failed, or they are older than an hour. If the keys are up to date,
    ///   the error is [`UnknownKey`](Self::UnknownKey), also while a refresh is running.
    /// - The validator has no keys yet. Every well-formed token then gets this error. The validator
    ///   [starts without keys](crate::TokenValidatorBuilder::start_without_keys), or the service
    ///   has a handle [without keys](crate::SharedJwks::without_keys).
    /// - The issuer of the token is in a metadata document that was not read yet.
    #[error("the token cannot be verified: the keys for it are not available now")]
    #[non_exhaustive]
    KeysUnavailable {
        /// The time after which a client should retry, for the header `Retry-After` (RFC 9110,
        /// section 10.2.3): whole seconds, and at least one.
        ///
        /// If the validator has no keys yet, it is the time until the next attempt to fetch them.
        /// Otherwise it is a minute.
        retry_after: Duration,
    },
    /// The signature does not match the key. The token was forged or changed.
    #[error("the token's signature is wrong")]
    Signature,
    /// The signature is valid, but the payload is not a JSON object.
    #[error("the token's payload is not a JSON object")]
    Payload,
    /// A claim is missing, or has a shape that Entra does not give it.
    #[error("the claim `{name}` must be {expected}")]
    #[non_exhaustive]
    Claim {
        /// The name of the claim.
        name: &'static str,
        /// The shape of a valid claim.
        expected: &'static str,
    },
    /// A claim is in the token more than once, perhaps in another case. Two readers of the token
    /// could disagree on its value.
    #[error("the claim `{name}` is in the token more than once")]
    #[non_exhaustive]
    DuplicateClaim {
        /// The name of the claim.
        name: &'static str,
    },
    /// The token has a version that Entra does not issue for this API.
    ///
    /// The manifest decides on the version: `requestedAccessTokenVersion`, or
    /// `accessTokenAcceptedVersion` in legacy manifests. While it changes,
    /// [`both_versions_until`](crate::TokenValidatorBuilder::both_versions_until) accepts both
    /// versions.
    #[error(
        "the token has version {found}, which this API does not accept: the manifest decides with \
         `requestedAccessTokenVersion` (legacy: `accessTokenAcceptedVersion`), or during a change \
         `both_versions_until`"
    )]
    #[non_exhaustive]
    Version {
        /// The token's `ver`.
        found: Excerpt,
    },
    /// The token names an issuer that no validator of
    /// [`TokenValidator::any_of`](crate::TokenValidator::any_of) accepts, or does not name exactly
    /// one issuer.
    ///
    /// Its signature was not verified, so the error does not quote the issuer.
    #[error("the token does not name an issuer (`iss`) that a validator of this API accepts")]
    UnknownIssuer,
    /// The token is from another issuer.
    #[error("the token is from another issuer: {found}")]
    #[non_exhaustive]
    Issuer {
        /// The token's `iss`.
        found: Excerpt,
    },
    /// The authority publishes the key that signed the token for another issuer.
    #[error("the token is signed with a key of another issuer: {found}")]
    #[non_exhaustive]
    KeyIssuer {
        /// The key's `issuer`.
        found: Excerpt,
    },
    /// The token is from a tenant that this API does not serve.
    #[error("the token is from a tenant that this API does not serve: {found}")]
    #[non_exhaustive]
    Tenant {
        /// The token's `tid`.
        found: Excerpt,
    },
    /// The token is for another API. The client requested the wrong scope or resource.
    #[error(
        "the token is for another API: its audience is {found}, not {expected}{}",
        InParentheses(*.difference)
    )]
    #[non_exhaustive]
    Audience {
        /// The token's `aud`.
        found: Excerpt,
        /// The audience of this API that is nearest to it, in tokens of this version.
        expected: Excerpt,
        /// How the two differ, if one phrase can say that: in case only, for example.
        difference: Option<&'static str>,
    },
    /// The token has expired. The client must get a new one.
    #[error("the token has expired")]
    Expired,
    /// The token is not valid yet. The clock of this machine or of the issuer is wrong.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// The token expires before it becomes valid.
    #[error("the token's `exp` is not after its `nbf`")]
    Lifetime,
    /// The token is for neither a user nor an application (`idtyp`), but for a device, for example.
    /// Only users and applications can have roles or scopes of an API.
    #[error("the token's type (`idtyp`) is {found}, which is neither `app` nor `user`")]
    #[non_exhaustive]
    UnknownKind {
        /// The token's `idtyp`.
        found: Excerpt,
    },
    /// The token is app-only (`idtyp=app`), but has scopes, which only a user can grant.
    #[error("the token is app-only, but has scopes")]
    AppWithScopes,
    /// The token has neither `idtyp` nor scopes, although the manifest requests `idtyp`.
    ///
    /// Entra then writes `idtyp` into every app-only token, and every delegated token has scopes.
    /// So the token is from before the registration requested `idtyp`, or the registration differs
    /// from the manifest. In the first case,
    /// [`idtyp_since`](crate::TokenValidatorBuilder::idtyp_since) can admit the token.
    #[error("the token has neither `idtyp`, which the manifest requests, nor scopes (`scp`)")]
    NoKind,
    /// The token is app-only, but its subject is the user account of an AI agent (`xms_sub_fct` has
    /// 13). An account has delegated tokens only.
    #[error(
        "the token is app-only, but its subject is an agent's user account (`xms_sub_fct` has 13)"
    )]
    AppWithAgentAccount,
    /// The token is delegated, but its subject is an agent identity (`xms_sub_fct` has 11), which
    /// is not a user.
    #[error("the token is delegated, but its subject is an agent identity (`xms_sub_fct` has 11)")]
    UserWithAgentIdentity,
    /// The subject of the token is the user account of an AI agent (`xms_sub_fct` has 13), but its
    /// actor is not an agent (`xms_act_fct` lacks 11). Only an agent can use such an account.
    #[error(
        "the subject of the token is an agent's user account (`xms_sub_fct` has 13), but no agent \
         acts (`xms_act_fct` lacks 11)"
    )]
    AgentAccountWithoutAgent,
    /// The token is an ID token, which tells a client who signed in, or the token is
    /// indistinguishable from one.
    ///
    /// It has no scopes and no `idtyp`, and at least one of these applies, unlike an app-only
    /// token:
    ///
    /// - it names no client;
    /// - it describes a user (`name`, `preferred_username`, `email`, `upn` and others);
    /// - it has a claim that belongs to a sign-in (`nonce`, `at_hash`, `c_hash`).
    #[error(
        "the token is an ID token, or a user's token without scopes: the client must send an \
         access token for a scope of this API"
    )]
    IdToken,
    /// The token is bound to a key (`cnf`, RFC 7800), as with proof of possession, `DPoP` or mutual
    /// TLS, but was sent as a bearer token. Its sender has not proved to have the key.
    ///
    /// [`accept_bound_tokens_without_proof`] accepts such tokens.
    ///
    /// [`accept_bound_tokens_without_proof`]:
    ///     crate::TokenValidatorBuilder::accept_bound_tokens_without_proof
    #[error(
        "the token is bound to a key (`cnf`), but was sent as a bearer token: the client must \
         request a token that is not bound"
    )]
    BoundToKey,
    /// The token is valid and for this API, but carries no role or scope of it.
    ///
    /// Entra issues such a token to every client of a tenant that requests one. This rule therefore
    /// keeps out the tenant's other applications. Roles that
    /// [`only_roles`](crate::TokenValidatorBuilder::only_roles) leaves out do not count.
    #[error("the token carries no role and no scope of this API")]
    NoPermission,
}

/// The party that must act on a refused token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The client. It sent a token that is not an access token for this API, is from a tenant that
    /// the API does not serve, has expired, or was forged or damaged.
    Client,
    /// An administrator of the caller's tenant, who assigned no role and consented to no scope:
    /// [`NoPermission`](TokenError::NoPermission).
    Administrator,
    /// The operator of this service. The cause is its registration
    /// ([`Version`](TokenError::Version), [`NoKind`](TokenError::NoKind),
    /// [`Encrypted`](TokenError::Encrypted)), its clock
    /// ([`NotYetValid`](TokenError::NotYetValid)), or its connection to the authority
    /// ([`KeysUnavailable`](TokenError::KeysUnavailable)).
    Service,
    /// The authority. It signed a token with malformed, duplicate or contradictory claims.
    Authority,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Administrator => "administrator",
            Self::Service => "service",
            Self::Authority => "authority",
        })
    }
}

/// The time after which a client should retry if the validator has keys, but not all that it needs.
const RETRY_AFTER: Duration = Duration::from_secs(60);

impl TokenError {
    /// Returns the error for a token that cannot be verified now, but perhaps in a minute.
    pub(crate) fn keys_unavailable() -> Self {
        Self::KeysUnavailable { retry_after: RETRY_AFTER }
    }

    /// Returns the error for a claim that is missing or has the wrong shape.
    pub(crate) fn wrong_shape(claim: Claim) -> Self {
        Self::Claim { name: claim.name(), expected: claim.expected() }
    }

    /// Returns who must act.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::TooLarge
            | Self::Malformed(_)
            | Self::Algorithm
            | Self::NoKeyId
            | Self::CriticalHeader
            | Self::MicrosoftGraph
            | Self::UnknownKey
            | Self::Signature
            | Self::IdToken
            | Self::BoundToKey
            | Self::UnknownKind { .. }
            | Self::Tenant { .. }
            | Self::UnknownIssuer
            | Self::Issuer { .. }
            | Self::KeyIssuer { .. }
            | Self::Audience { .. }
            | Self::Expired => Fault::Client,
            Self::NoPermission => Fault::Administrator,
            Self::KeysUnavailable { .. }
            | Self::Encrypted
            | Self::Version { .. }
            | Self::NotYetValid
            | Self::NoKind => Fault::Service,
            Self::Payload
            | Self::Claim { .. }
            | Self::DuplicateClaim { .. }
            | Self::Lifetime
            | Self::AppWithScopes
            | Self::AppWithAgentAccount
            | Self::UserWithAgentIdentity
            | Self::AgentAccountWithoutAgent => Fault::Authority,
        }
    }
}

/// Writes a remark behind a sentence, if there is one.
struct InParentheses(Option<&'static str>);

impl fmt::Display for InParentheses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(remark) => write!(f, " ({remark})"),
            None => Ok(()),
        }
    }
}

/// The beginning of a claim's value: at most 200 characters.
///
/// [`Display`](fmt::Display) writes the value in backticks and escapes control characters, so that
/// it can be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    const MAX_CHARACTERS: usize = 200;

    pub(crate) fn new(value: &str) -> Self {
        Self(value.chars().take(Self::MAX_CHARACTERS).collect())
    }

    /// Returns the text without backticks and escapes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_member_of_the_manifest() {
        assert_eq!(
            TokenError::Version { found: Excerpt::new("1.0") }.to_string(),
            "the token has version `1.0`, which this API does not accept: the manifest decides \
             with `requestedAccessTokenVersion` (legacy: `accessTokenAcceptedVersion`), or during \
             a change `both_versions_until`"
        );
        assert_eq!(
            TokenError::NoKind.to_string(),
            "the token has neither `idtyp`, which the manifest requests, nor scopes (`scp`)"
        );
    }

    #[test]
    fn excerpts_are_cut_and_escaped() {
        let excerpt = Excerpt::new(&format!("{}\n{}", "x".repeat(10), "y".repeat(10_000)));
        assert_eq!(excerpt.to_string(), format!("`{}\\n{}`", "x".repeat(10), "y".repeat(189)));
    }
}
