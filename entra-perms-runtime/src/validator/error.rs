//! Why a token is refused, and why a validator cannot be built.

use core::fmt;
use std::time::Duration;

use crate::model::AppRegistration;

/// Why a token is refused. Nothing in it shows the token itself; what it quotes of the claims is cut short, and comes
/// from tokens whose signature was good.
///
/// Over HTTP all are 401 but [`NoPermission`](Self::NoPermission), which is 403; see [`challenge`](Self::challenge).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// More than 250 KB: not read at all.
    #[error("the token is larger than 250 KB")]
    TooLarge,
    /// Not a signed token in compact form (RFC 7515, section 7.1): the client sent something else.
    #[error("not a signed token: {0}")]
    Malformed(&'static str),
    /// The header asks for an algorithm other than RS256: no token of Entra.
    #[error("the token is not signed with RS256")]
    Algorithm,
    /// The header names no key (`kid`): no token of Entra.
    #[error("the token's header names no key (`kid`)")]
    NoKeyId,
    /// The header lists extensions that must be understood (`crit`): Entra uses none.
    #[error("the token's header demands an extension (`crit`)")]
    CriticalHeader,
    /// The issuer publishes no key of that id: the token is from another issuer, or its key was withdrawn.
    #[error("the token is signed with a key that the issuer does not publish")]
    UnknownKey,
    /// The signature is not the key's: the token was forged or changed.
    #[error("the token's signature is wrong")]
    Signature,
    /// The signature is good, but the payload is no JSON object.
    #[error("the token's payload is not a JSON object")]
    Payload,
    /// A claim is missing, or has another shape than Entra gives it.
    #[error("the claim `{name}` must be {expected}")]
    Claim {
        /// The claim.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A claim stands there twice, perhaps spelled in another case: readers would disagree on what it says.
    #[error("the claim `{name}` stands in the token more than once")]
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
    Version {
        /// `ver` of the token.
        found: Excerpt,
    },
    /// Another issuer's token.
    #[error("the token is from another issuer: {found}")]
    Issuer {
        /// `iss` of the token.
        found: Excerpt,
    },
    /// Signed with a key that the authority publishes for another issuer.
    #[error("the token is signed with a key of another issuer: {found}")]
    KeyIssuer {
        /// `issuer` of the key.
        found: Excerpt,
    },
    /// A token of a tenant that this API does not serve.
    #[error("the token is from a tenant that is not served here: {found}")]
    Tenant {
        /// `tid` of the token.
        found: Excerpt,
    },
    /// A token for another API: the client asked for the wrong scope or resource.
    #[error("the token is for another API: its audience is {found}, and not {expected}")]
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
    /// `idtyp` is none of those that Entra documents.
    #[error("the token's type (`idtyp`) is {found}, which is neither `app` nor `user`")]
    UnknownKind {
        /// `idtyp` of the token.
        found: Excerpt,
    },
    /// The token says that it is an application's own (`idtyp=app`), and carries scopes that only a user can grant.
    #[error("the token is an application's own, and yet carries scopes")]
    AppWithScopes,
    /// No access token: the manifest asks Entra to mark the tokens of applications that act as themselves with `idtyp`, and those
    /// for users have scopes. ID tokens have neither.
    #[error(
        "the token has neither `idtyp`, with which the manifest asks Entra to mark applications' own tokens, nor \
         scopes (`scp`): is it an ID token?"
    )]
    NoKind,
    /// No access token: it names no client that it was issued to. ID tokens look like this.
    #[error("the token names no client (`azp`, `appid`): is it an ID token?")]
    NoClient,
    /// A good token for this API, but with none of its roles or scopes. Entra issues such tokens to every client of a
    /// tenant that asks, so this is where "any application of the tenant" is kept out.
    #[error("the token carries no role and no scope of this API")]
    NoPermission,
}

/// A claim's value, quoted and cut to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    const LONGEST: usize = 200;

    pub(crate) fn of(value: &str) -> Self {
        Self(value.chars().take(Self::LONGEST).collect())
    }
}

/// In backticks, with control characters escaped: the value may end up in a log.
impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

/// Registrations by name and client id, as a list in a sentence.
struct Listed<'a>(&'a [AppRegistration]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (before, registration) in self.0.iter().enumerate() {
            f.write_str(match before {
                0 => "",
                _ if before + 1 == self.0.len() => " and ",
                _ => ", ",
            })?;
            match (registration.display_name, registration.client_id) {
                (Some(name), Some(client_id)) => write!(f, "`{name}` (`{client_id}`)")?,
                (Some(name), None) => write!(f, "`{name}` (no usable `appId`)")?,
                (None, Some(client_id)) => write!(f, "`{client_id}`")?,
                (None, None) => f.write_str("one whose manifest has no usable `appId`")?,
            }
        }
        Ok(())
    }
}

/// Why a [`TokenValidator`](crate::TokenValidator) cannot be built. All are the service's own, and known at start.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Nothing is compiled in that could verify a signature.
    #[error(
        "no cryptography is compiled in: enable the feature `aws-lc-rs` or `rust-crypto` of entra-perms-runtime"
    )]
    NoBackend,
    /// The backend does not verify a signature that is known to be good, or takes one that is known to be bad.
    #[error("the cryptography backend failed its self-test")]
    BackendSelfTest,
    /// The manifest has no client id, or a placeholder for it, and none was given.
    #[error("the manifest has no usable `appId`: give the client id with `client_id`")]
    NoClientId,
    /// The client id is no GUID.
    #[error("the client id must be a GUID (`appId` of the app registration), not `{0}`")]
    InvalidClientId(String),
    /// The program was built for several app registrations, and not told which one it runs as.
    #[error(
        "the program was built for {} app registrations, {}: choose one with `client_id`",
        .registrations.len(),
        Listed(.registrations)
    )]
    RegistrationNotChosen {
        /// Those that there are.
        registrations: &'static [AppRegistration],
    },
    /// The program was built for several app registrations, and this is none of them.
    #[error(
        "the program was not built for the app registration `{client_id}`: add its manifest to `environments`, or \
         choose one of {}",
        Listed(.registrations)
    )]
    UnknownRegistration {
        /// As it was given.
        client_id: String,
        /// Those that there are.
        registrations: &'static [AppRegistration],
    },
    /// The app registration serves the tenant that it is in, and the validator would be for several.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for its own tenant only (`signInAudience` is `AzureADMyOrg`), and Entra issues no \
         tokens for it in others: build the validator for that one"
    )]
    OneTenantOnly,
    /// The app registration serves no organisation, and so no tenant whose tokens are taken here.
    /// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
    #[error(
        "the app registration is for personal accounts only (`signInAudience` is `PersonalMicrosoftAccount`), which \
         are in no organisation and have no app roles"
    )]
    PersonalAccountsOnly,
    /// The authority is no base URL that tokens can be trusted to come from.
    #[error("the authority `{authority}` {problem}")]
    InvalidAuthority {
        /// As it was given.
        authority: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// More clock skew than Microsoft's own libraries allow.
    #[error("a clock skew of {given:?} is too large: at most {at_most:?}")]
    ClockSkew {
        /// As it was given.
        given: Duration,
        /// The largest that is taken.
        at_most: Duration,
    },
    /// No key is usable, so that every token would be refused.
    #[error(
        "{source_of_keys} has no usable key: RSA of 2048 to 8192 bits with a `kid`, for RS256 signatures"
    )]
    NoKeys {
        /// The URL, or that the keys were given.
        source_of_keys: String,
    },
    /// No keys were given, and the feature that fetches them is off.
    #[error("no keys: give them with `jwks`, or enable the feature `discovery` of entra-perms-runtime")]
    NoDiscovery,
    /// Keys are fetched and kept fresh by tasks of tokio.
    #[error(
        "keys are fetched by tokio, and no tokio runtime is running here: give them with `jwks`, or use tokio"
    )]
    NoRuntime,
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    HttpClient(String),
    /// The authority does not answer as it should.
    #[error("`{url}` cannot be read: {problem}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What happened.
        problem: String,
    },
    /// The authority answers with metadata that is not for this tenant, or cannot be trusted.
    #[error("the metadata at `{url}` {problem}")]
    Metadata {
        /// Where it was read.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// As [`Display`](fmt::Display): this is what a `main` that returns the error prints.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
