//! The rules that the claims of a token must meet, one function each, in the order in which they are asked. The source of
//! those without one of their own: <https://learn.microsoft.com/entra/identity-platform/claims-validation>.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::claims::{Claims, Text, wrong_shape};
use super::error::{Excerpt, TokenError};
use super::tenant::IssuerRule;
use crate::caller::{CallerKind, Identity};
use crate::model::{AppRegistration, Model, TokenVersion};

/// What the claims of a token are held against.
pub(crate) struct Rules {
    pub(crate) issuer: IssuerRule,
    pub(crate) audiences: Audiences,
    /// The one version that Entra issues for this API; `None` where the manifest does not say.
    pub(crate) version: Option<TokenVersion>,
    /// Entra writes `idtyp` into the token of every application that acts as itself.
    pub(crate) marks_app_only: bool,
    pub(crate) clock_skew: Duration,
}

/// Who a token may be meant for.
#[derive(Debug)]
pub(crate) struct Audiences {
    /// In tokens of either version.
    client_id: String,
    /// App ID URIs: in v1.0 tokens, with or without a slash behind.
    identifier_uris: &'static [&'static str],
    /// Given by hand: in tokens of either version.
    further: Vec<String>,
    /// What the API is called by who asks for a token, whatever the token then says: a URI, where there is one.
    pub(crate) resource: String,
}

impl Audiences {
    /// Those of the registration, which has this client id, and those given by hand.
    pub(crate) fn new(client_id: Uuid, registration: &AppRegistration, further: Vec<String>) -> Self {
        let AppRegistration { identifier_uris, audience_is_client_id, .. } = *registration;
        let client_id = client_id.to_string();
        let uri = identifier_uris.first().copied().or(further.first().map(String::as_str));
        Self {
            resource: uri.unwrap_or(&client_id).to_owned(),
            identifier_uris: if audience_is_client_id { &[] } else { identifier_uris },
            client_id,
            further,
        }
    }
}

impl Rules {
    /// All rules, of which the first that does not hold is the answer.
    pub(crate) fn check<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        key_issuer: Option<&str>,
        now: SystemTime,
    ) -> Result<Identity, TokenError> {
        let version = self.version(claims)?;
        let tenant = self.tenant(claims)?;
        self.issuer(claims, version, key_issuer)?;
        self.audience(claims, version)?;
        let expires_at = self.lifetime(claims, now)?;
        let kind = self.kind(claims)?;
        let client_id = client(claims, version, kind)?;
        let object_id = optional_id(claims.oid.as_ref(), "oid")?;
        some_permission(claims, kind)?;
        Ok(Identity { kind, tenant, object_id, client_id, expires_at })
    }

    /// `ver`: the version that the manifest asks for, because the other has other issuers and audiences.
    fn version<M: Model>(&self, claims: &Claims<'_, M>) -> Result<TokenVersion, TokenError> {
        let ver = required(claims.ver.as_ref(), "ver")?;
        let found = match ver {
            "1.0" => TokenVersion::V1,
            "2.0" => TokenVersion::V2,
            _ => return Err(TokenError::Version { found: Excerpt::of(ver) }),
        };
        if self.version.is_some_and(|expected| expected != found) {
            return Err(TokenError::Version { found: Excerpt::of(ver) });
        }
        Ok(found)
    }

    /// `tid`: a tenant that is served.
    fn tenant<M: Model>(&self, claims: &Claims<'_, M>) -> Result<Uuid, TokenError> {
        self.issuer.tenant(required(claims.tid.as_ref(), "tid")?)
    }

    /// `iss`: the issuer of that very tenant, which is also the one that the key is published for.
    fn issuer<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        version: TokenVersion,
        key_issuer: Option<&str>,
    ) -> Result<(), TokenError> {
        let (iss, tid) = (required(claims.iss.as_ref(), "iss")?, required(claims.tid.as_ref(), "tid")?);
        self.issuer.issuer(version, tid, iss)?;
        self.issuer.key_issuer(key_issuer, tid, iss)
    }

    /// `aud`: this API. What v1.0 tokens may have there:
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference> (`aud`).
    fn audience<M: Model>(&self, claims: &Claims<'_, M>, version: TokenVersion) -> Result<(), TokenError> {
        let aud = required(claims.aud.as_ref(), "aud")?;
        let Audiences { client_id, identifier_uris, further, .. } = &self.audiences;
        let by_uri = || identifier_uris.iter().any(|uri| without_slash(uri) == without_slash(aud));
        if aud == client_id
            || further.iter().any(|audience| audience == aud)
            || (version == TokenVersion::V1 && by_uri())
        {
            return Ok(());
        }
        Err(TokenError::Audience { found: Excerpt::of(aud), expected: Excerpt::of(client_id) })
    }

    /// `nbf` and `exp`: now, give or take what clocks differ.
    fn lifetime<M: Model>(&self, claims: &Claims<'_, M>, now: SystemTime) -> Result<SystemTime, TokenError> {
        let (exp, nbf) = (instant(claims.exp, "exp")?, instant(claims.nbf, "nbf")?);
        if exp <= nbf {
            return Err(TokenError::Lifetime);
        }
        // The skew is taken from the clock and not put on the claim, which may be as large as a date can be.
        if now.checked_sub(self.clock_skew).is_none_or(|earliest| exp <= earliest) {
            return Err(TokenError::Expired);
        }
        if now.checked_add(self.clock_skew).is_none_or(|latest| nbf > latest) {
            return Err(TokenError::NotYetValid);
        }
        Ok(exp)
    }

    /// Who acts. `idtyp` says it where the manifest asked Entra for it, and then no application's token is without it
    /// (<https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>); else a token with scopes is one
    /// that a user let the client have. `oid == sub`, an older sample of Microsoft's, fails for agent identities.
    fn kind<M: Model>(&self, claims: &Claims<'_, M>) -> Result<CallerKind, TokenError> {
        match claims.idtyp.as_ref().map(|idtyp| idtyp.0.as_ref()) {
            Some("app") if claims.has_scopes => Err(TokenError::AppWithScopes),
            Some("app") => Ok(CallerKind::App),
            Some("user") => Ok(CallerKind::User),
            Some(other) => Err(TokenError::UnknownKind { found: Excerpt::of(other) }),
            None if claims.has_scopes => Ok(CallerKind::User),
            None if self.marks_app_only => Err(TokenError::NoKind),
            None => Ok(CallerKind::App),
        }
    }
}

/// `azp`, in v1.0 tokens `appid`: the client. An application that acts as itself must have one: the ID token of a user who
/// signed in to this very registration has the same audience and carries the user's roles, but no scope and no client.
/// It would pass for an application's token.
fn client<M: Model>(
    claims: &Claims<'_, M>,
    version: TokenVersion,
    kind: CallerKind,
) -> Result<Option<Uuid>, TokenError> {
    let client = match version {
        TokenVersion::V1 => optional_id(claims.appid.as_ref(), "appid")?,
        TokenVersion::V2 => optional_id(claims.azp.as_ref(), "azp")?,
    };
    if client.is_none() && kind == CallerKind::App && claims.idtyp.is_none() {
        return Err(TokenError::NoClient);
    }
    Ok(client)
}

/// At least one role or scope of this API: Entra gives every application of a tenant a token for it, without any.
fn some_permission<M: Model>(claims: &Claims<'_, M>, kind: CallerKind) -> Result<(), TokenError> {
    let has_scope = kind == CallerKind::User && claims.granted.has_any();
    if claims.held.has_any() || has_scope { Ok(()) } else { Err(TokenError::NoPermission) }
}

/// Entra puts a slash behind some App ID URIs that have none, and leaves others as they are; never two.
fn without_slash(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}

fn required<'a>(claim: Option<&'a Text<'_>>, name: &'static str) -> Result<&'a str, TokenError> {
    claim.map(|text| text.0.as_ref()).ok_or_else(|| wrong_shape(name))
}

fn optional_id(claim: Option<&Text<'_>>, name: &'static str) -> Result<Option<Uuid>, TokenError> {
    claim.map(|text| Uuid::parse_str(&text.0)).transpose().map_err(|_| wrong_shape(name))
}

/// Seconds since 1970, which may have a fraction (RFC 7519, section 2).
fn instant(claim: Option<f64>, name: &'static str) -> Result<SystemTime, TokenError> {
    claim
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| wrong_shape(name))
}

#[cfg(test)]
mod tests;
