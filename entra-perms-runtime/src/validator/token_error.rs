//! Why a token is refused, and who has to act on it.

use core::fmt;

use crate::validator::claim::Claim;

/// Why a token is refused; [`fault`](Self::fault) says who has to act. Nothing in it shows the token itself; what it quotes of the
/// claims is cut short, and comes from tokens whose signature was good.
///
/// Over HTTP all are 401 but [`NoPermission`](Self::NoPermission), which is 403, and
/// [`KeysUnavailable`](Self::KeysUnavailable), which is 503; see [`challenge`](Self::challenge).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// More than 250 KB: not read at all.
    #[error("the token is larger than 250 KB")]
    TooLarge,
    /// Not a signed token in compact form (RFC 7515, section 7.1): the client sent something else.
    #[error("not a signed token: {0}")]
    Malformed(&'static str),
    /// An encrypted token (JWE, five parts; RFC 7516, section 7.1), which this service has no key
    /// for.
    ///
    /// Entra encrypts all tokens for an API whose registration has a `tokenEncryptionKeyId`, which
    /// then must be removed. So it counts as the service's fault. But it is logged at `INFO`: anyone
    /// can send five parts, and nothing about them was verified.
    #[error(
        "the token is encrypted (JWE), and this service reads signed tokens only: probably the registration of this \
         API has a `tokenEncryptionKeyId`, which must be removed"
    )]
    Encrypted,
    /// The header asks for an algorithm other than RS256: no token of Entra.
    #[error("the token is not signed with RS256")]
    Algorithm,
    /// The header names no key (`kid`): no token of Entra.
    #[error("the token's header names no key (`kid`)")]
    NoKeyId,
    /// The header lists extensions that must be understood (`crit`): Entra uses none.
    #[error("the token's header demands an extension (`crit`)")]
    CriticalHeader,
    /// A token for Microsoft Graph: its audience says so, or its header has a `nonce`, which Graph alone asks for, and with which
    /// nobody else can verify the signature. The client asked for a scope of Graph, or for none.
    #[error("the token is for Microsoft Graph: the client must ask for a scope of this API")]
    MicrosoftGraph,
    /// The issuer publishes no key of that id: the token is from another issuer, or its key was withdrawn. Or the registration maps
    /// claims and has keys of its own: then it is the service that must ask for them, with
    /// [`custom_signing_keys`](crate::TokenValidatorBuilder::custom_signing_keys).
    #[error(
        "the token is signed with a key that the issuer does not publish; where the registration has keys of its \
         own, they are fetched with `custom_signing_keys`"
    )]
    UnknownKey,
    /// The token names an unknown key, which may be genuine: the last attempt to read the
    /// authority's keys failed, or the keys are older than an hour. Whether the token is good cannot
    /// be said now. Against fresh keys the error is [`UnknownKey`](Self::UnknownKey), also while the
    /// keys are read again.
    #[error(
        "the token is signed with a key that is not known, and the authority's keys cannot be fetched at the moment"
    )]
    KeysUnavailable,
    /// The signature is not the key's: the token was forged or changed.
    #[error("the token's signature is wrong")]
    Signature,
    /// The signature is good, but the payload is no JSON object.
    #[error("the token's payload is not a JSON object")]
    Payload,
    /// A claim is missing, or has another shape than Entra gives it.
    #[error("the claim `{name}` must be {expected}")]
    #[non_exhaustive]
    Claim {
        /// The claim.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A claim stands there twice, perhaps spelled in another case: readers would disagree on what it says.
    #[error("the claim `{name}` stands in the token more than once")]
    #[non_exhaustive]
    DuplicateClaim {
        /// The claim.
        name: &'static str,
    },
    /// The other version of token: `requestedAccessTokenVersion` of the manifest (in legacy manifests
    /// `accessTokenAcceptedVersion`) says which version Entra issues for this API.
    #[error(
        "the token's version is {found}, which this API does not take: `requestedAccessTokenVersion` (in legacy \
         manifests `accessTokenAcceptedVersion`) decides"
    )]
    #[non_exhaustive]
    Version {
        /// `ver` of the token.
        found: Excerpt,
    },
    /// Another issuer's token.
    #[error("the token is from another issuer: {found}")]
    #[non_exhaustive]
    Issuer {
        /// `iss` of the token.
        found: Excerpt,
    },
    /// Signed with a key that the authority publishes for another issuer.
    #[error("the token is signed with a key of another issuer: {found}")]
    #[non_exhaustive]
    KeyIssuer {
        /// `issuer` of the key.
        found: Excerpt,
    },
    /// A token of a tenant that this API does not serve.
    #[error("the token is from a tenant that is not served here: {found}")]
    #[non_exhaustive]
    Tenant {
        /// `tid` of the token.
        found: Excerpt,
    },
    /// A token for another API: the client asked for the wrong scope or resource.
    #[error("the token is for another API: its audience is {found}, and not {expected}")]
    #[non_exhaustive]
    Audience {
        /// `aud` of the token.
        found: Excerpt,
        /// The client id of this API, which tokens of either version may have.
        expected: Excerpt,
    },
    /// Expired: the client must get a new one.
    #[error("the token has expired")]
    Expired,
    /// Not valid yet: the clock of this machine, or of the issuer, is wrong.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// It ends before it begins.
    #[error("the token's `exp` is not after its `nbf`")]
    Lifetime,
    /// A token for neither a user nor an application (`idtyp`), such as a device: nobody whom an
    /// API has roles or scopes for.
    #[error("the token's type (`idtyp`) is {found}, which is neither `app` nor `user`")]
    #[non_exhaustive]
    UnknownKind {
        /// `idtyp` of the token.
        found: Excerpt,
    },
    /// The token says that it is an application's own (`idtyp=app`), and carries scopes that only a user can grant.
    #[error("the token is an application's own, and yet carries scopes")]
    AppWithScopes,
    /// The manifest requests `idtyp`, which then is in every app-only token; delegated tokens have
    /// scopes; and this token has neither. Either it was issued before the registration requested
    /// `idtyp`, and [`idtyp_since`](crate::TokenValidatorBuilder::idtyp_since) can admit it, or the
    /// registration is not what the manifest says.
    #[error(
        "the token has neither `idtyp`, with which the manifest asks Entra to mark applications' own tokens, nor \
         scopes (`scp`)"
    )]
    NoKind,
    /// An ID token, which tells a client who signed in, or a token that cannot be told from one.
    ///
    /// It has no scopes and no `idtyp`. And it names no client, describes a user (`name`,
    /// `preferred_username`, `email`, `upn` and others), or has a claim that belongs to a sign-in
    /// (`nonce`, `at_hash`, `c_hash`). An app-only token is not like that.
    #[error(
        "the token is an ID token, or a user's token without scopes: the client must send the access token that it \
         got for a scope of this API"
    )]
    IdToken,
    /// A token that is bound to a key (`cnf`, RFC 7800), as with proof of possession, `DPoP` or
    /// mutual TLS, and was sent as a bearer token. Its sender has shown no proof of having the key.
    ///
    /// [`accept_bound_tokens_without_proof`] takes such tokens.
    ///
    /// [`accept_bound_tokens_without_proof`]:
    ///     crate::TokenValidatorBuilder::accept_bound_tokens_without_proof
    #[error(
        "the token is bound to a key (`cnf`), and came as a bearer token: the client must get one that is not bound"
    )]
    BoundToKey,
    /// A good token for this API, but with none of its roles or scopes. Entra issues such tokens to every client of a
    /// tenant that asks, so this is where "any application of the tenant" is kept out.
    #[error("the token carries no role and no scope of this API")]
    NoPermission,
}

/// Who has to act on a token that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Who sent it: no access token for this API from a tenant that it serves, or one that is out of date, forged or damaged.
    Client,
    /// An administrator of the caller's tenant, who assigned no role and consented to no scope: [`NoPermission`](TokenError::NoPermission).
    Administrator,
    /// Who runs this service: its registration ([`Version`](TokenError::Version),
    /// [`NoKind`](TokenError::NoKind), [`Encrypted`](TokenError::Encrypted)), its clock
    /// ([`NotYetValid`](TokenError::NotYetValid)), or its way to the authority
    /// ([`KeysUnavailable`](TokenError::KeysUnavailable)).
    Service,
    /// The authority, whose signature is on what no access token looks like: claims of another shape, repeated, or in contradiction.
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

impl TokenError {
    /// Returns the error for a claim that is missing or has the wrong shape.
    pub(crate) fn wrong_shape(claim: Claim) -> Self {
        Self::Claim { name: claim.name(), expected: claim.expected() }
    }

    /// Who has to act.
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
            | Self::Issuer { .. }
            | Self::KeyIssuer { .. }
            | Self::Audience { .. }
            | Self::Expired => Fault::Client,
            Self::NoPermission => Fault::Administrator,
            Self::KeysUnavailable
            | Self::Encrypted
            | Self::Version { .. }
            | Self::NotYetValid
            | Self::NoKind => Fault::Service,
            Self::Payload
            | Self::Claim { .. }
            | Self::DuplicateClaim { .. }
            | Self::Lifetime
            | Self::AppWithScopes => Fault::Authority,
        }
    }
}

/// A claim's value, cut to 200 characters. It shows quoted and escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    const LONGEST: usize = 200;

    pub(crate) fn new(value: &str) -> Self {
        Self(value.chars().take(Self::LONGEST).collect())
    }

    /// As it stood in the token, but for its length.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In backticks, with control characters escaped: the value may end up in a log.
impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_what_to_change_in_the_manifest() {
        assert_eq!(
            TokenError::Version { found: Excerpt::new("1.0") }.to_string(),
            "the token's version is `1.0`, which this API does not take: `requestedAccessTokenVersion` (in legacy \
             manifests `accessTokenAcceptedVersion`) decides"
        );
        assert_eq!(
            TokenError::NoKind.to_string(),
            "the token has neither `idtyp`, with which the manifest asks Entra to mark applications' own tokens, nor \
             scopes (`scp`)"
        );
    }

    #[test]
    fn what_is_quoted_is_cut_and_escaped() {
        let quoted =
            Excerpt::new(&format!("{}\n{}", "x".repeat(10), "y".repeat(10_000))).to_string();
        assert_eq!(quoted, format!("`{}\\n{}`", "x".repeat(10), "y".repeat(189)));
    }
}
