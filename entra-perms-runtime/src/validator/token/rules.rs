//! The rules that the claims of a token must meet, one function each, in the order in which they are asked. The source of
//! those without one of their own: <https://learn.microsoft.com/entra/identity-platform/claims-validation>.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::claims::{Claims, Text};
use super::optional_claim::OptionalClaim;
use crate::caller::{Identity, Lifetime};
use crate::model::CallerKind;
use crate::model::{AppRegistration, Model, TokenVersion};
use crate::validator::tenants::{IssuerRule, TenantFilter};
use crate::validator::token_error::{Excerpt, TokenError};

/// What the claims of a token are held against.
pub(crate) struct Rules {
    pub(crate) issuer: IssuerRule,
    pub(crate) tenant_filter: TenantFilter,
    pub(crate) audiences: Audiences,
    /// The one version that Entra issues for this API; `None` where the manifest does not say.
    pub(crate) version: Option<TokenVersion>,
    /// `idtyp`: if the registration requests it, Entra writes it into every app-only token.
    pub(crate) idtyp: OptionalClaim,
    pub(crate) bound_tokens: BoundTokens,
    pub(crate) clock_skew: Duration,
}

/// What becomes of a token that is bound to a key (`cnf`, RFC 7800) and comes as a bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundTokens {
    /// It is refused: nobody checks that its sender has the key.
    Refused,
    /// It is accepted, and the binding is ignored.
    AcceptedWithoutProof,
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

/// The audiences of Microsoft Graph, its client id and its URIs in each cloud: what a client asks for when it was told to use no
/// other. <https://learn.microsoft.com/graph/deployments>
const MICROSOFT_GRAPH: [&str; 5] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
];

impl Audiences {
    /// Those of the registration, which has this client id, and those given by hand.
    pub(crate) fn new(
        client_id: Uuid,
        registration: &AppRegistration,
        further: Vec<String>,
    ) -> Self {
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
        key_issuers: &[String],
        now: SystemTime,
    ) -> Result<(Identity, Lifetime), TokenError> {
        let found = version(claims)?;
        // First, because these are mistakes of their own: what else is wrong with an ID token, or
        // with a device's token, is of no use to know. The version is, for one, the service's
        // fault.
        access_token(claims, found)?;
        let stated = stated_kind(claims)?;
        self.version(found)?;
        let tenant = self.tenant(claims)?;
        self.issuer(claims, found, key_issuers)?;
        self.admitted(tenant)?;
        self.audience(claims, found)?;
        let lifetime = self.lifetime(claims, now)?;
        self.bearer(claims)?;
        let kind = self.kind(claims, stated)?;
        let client_id = client(claims, found)?;
        let object_id = optional_id(claims.oid.as_ref(), "oid")?;
        some_permission(claims, kind)?;
        Ok((Identity { kind, tenant, object_id, client_id }, lifetime))
    }

    /// The version that the manifest asks for, because the other has other issuers and audiences.
    fn version(&self, found: TokenVersion) -> Result<(), TokenError> {
        match self.version {
            Some(expected) if expected != found => {
                Err(TokenError::Version { found: Excerpt::of(found.ver()) })
            }
            Some(_) | None => Ok(()),
        }
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
        key_issuers: &[String],
    ) -> Result<(), TokenError> {
        let (iss, tid) =
            (required(claims.iss.as_ref(), "iss")?, required(claims.tid.as_ref(), "tid")?);
        self.issuer.issuer(version, tid, iss)?;
        self.issuer.key_issuer(key_issuers, tid, iss)
    }

    /// A tenant that the service itself admits, asked when the issuer has vouched for it.
    fn admitted(&self, tenant: Uuid) -> Result<(), TokenError> {
        if self.tenant_filter.admits(tenant) {
            return Ok(());
        }
        Err(TokenError::Tenant { found: Excerpt::of(&tenant.to_string()) })
    }

    /// `aud`: this API. What v1.0 tokens may have there:
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference> (`aud`).
    fn audience<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        version: TokenVersion,
    ) -> Result<(), TokenError> {
        let aud = required(claims.aud.as_ref(), "aud")?;
        let Audiences { client_id, identifier_uris, further, .. } = &self.audiences;
        let by_uri = || identifier_uris.iter().any(|uri| without_slash(uri) == without_slash(aud));
        if aud == client_id
            || further.iter().any(|audience| audience == aud)
            || (version == TokenVersion::V1 && by_uri())
        {
            return Ok(());
        }
        if MICROSOFT_GRAPH.contains(&without_slash(aud)) {
            return Err(TokenError::MicrosoftGraph);
        }
        Err(TokenError::Audience { found: Excerpt::of(aud), expected: Excerpt::of(client_id) })
    }

    /// `nbf` and `exp`: now, give or take what clocks differ.
    fn lifetime<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        now: SystemTime,
    ) -> Result<Lifetime, TokenError> {
        let expires_at = instant(claims.exp, "exp")?;
        let not_before = instant(claims.nbf, "nbf")?;
        if expires_at <= not_before {
            return Err(TokenError::Lifetime);
        }
        let lifetime = Lifetime { not_before, expires_at };
        if self.is_expired(lifetime, now) {
            return Err(TokenError::Expired);
        }
        if self.is_early(lifetime, now) {
            return Err(TokenError::NotYetValid);
        }
        Ok(lifetime)
    }

    /// Checks the lifetime of a token that was valid before. Time alone may end it, and a clock that
    /// is set back may make it early.
    pub(crate) fn is_current(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        !self.is_expired(lifetime, now) && !self.is_early(lifetime, now)
    }

    /// Subtracts the skew from the clock. The claim may be as large as a date can be, so that adding
    /// the skew to it could overflow.
    fn is_expired(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_sub(self.clock_skew)
            .is_none_or(|earliest| lifetime.expires_at <= earliest)
    }

    /// Adds the skew to the clock.
    fn is_early(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_add(self.clock_skew)
            .is_none_or(|latest| lifetime.not_before > latest)
    }

    /// Refuses a token that only the owner of a key may use. RFC 7800, section 3; RFC 9449, section
    /// 7.2, for `DPoP`; RFC 8705, section 3, for mutual TLS. `xms_ds_cnf` is not such a claim: its
    /// key signs further constraints on a token that is a bearer token without them (MSAL.NET,
    /// `Cdt…`).
    fn bearer<M: Model>(&self, claims: &Claims<'_, M>) -> Result<(), TokenError> {
        match self.bound_tokens {
            BoundTokens::Refused if claims.bound_to_key => Err(TokenError::BoundToKey),
            BoundTokens::Refused | BoundTokens::AcceptedWithoutProof => Ok(()),
        }
    }

    /// Decides whether a user's client or an application calls.
    ///
    /// `idtyp` says it. If the registration requests `idtyp`, no app-only token is without it
    /// (<https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>), but for
    /// tokens from before the request. Without `idtyp`, a token with scopes is delegated. `oid ==
    /// sub`, of an older sample of Microsoft's, fails for agent identities.
    fn kind<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        stated: Option<CallerKind>,
    ) -> Result<CallerKind, TokenError> {
        match stated {
            Some(CallerKind::App) if claims.has_scopes => Err(TokenError::AppWithScopes),
            Some(kind) => Ok(kind),
            None if claims.has_scopes => Ok(CallerKind::User),
            None if self.idtyp.was_requested(instant(claims.iat, "iat").ok()) => {
                Err(TokenError::NoKind)
            }
            None => Ok(CallerKind::App),
        }
    }
}

/// `ver`: one that Entra has.
fn version<M: Model>(claims: &Claims<'_, M>) -> Result<TokenVersion, TokenError> {
    let ver = required(claims.ver.as_ref(), "ver")?;
    [TokenVersion::V1, TokenVersion::V2]
        .into_iter()
        .find(|version| version.ver() == ver)
        .ok_or_else(|| TokenError::Version { found: Excerpt::of(ver) })
}

/// Refuses ID tokens. The ID token of a user who signed in to this very registration has the same
/// audience and carries the user's roles, and would pass for an app-only token. But an access token
/// for a user has scopes. A token without scopes and without `idtyp` must be app-only: it names a
/// client, does not describe a user, and has nothing that belongs to a sign-in.
///
/// If there is an `idtyp`, it decides. ID tokens never have it, and Microsoft calls it "the most
/// accurate way" to recognize an app-only token:
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>.
fn access_token<M: Model>(claims: &Claims<'_, M>, version: TokenVersion) -> Result<(), TokenError> {
    let app_only = client_claim(claims, version).0.is_some() && !claims.about_user;
    if claims.has_scopes || claims.idtyp.is_some() || app_only {
        Ok(())
    } else {
        Err(TokenError::IdToken)
    }
}

/// `idtyp`: a user or an application, if the token says it. An API has roles and scopes for nobody
/// else, such as a device.
fn stated_kind<M: Model>(claims: &Claims<'_, M>) -> Result<Option<CallerKind>, TokenError> {
    match claims.idtyp.as_ref().map(|idtyp| idtyp.0.as_ref()) {
        Some("app") => Ok(Some(CallerKind::App)),
        Some("user") => Ok(Some(CallerKind::User)),
        Some(other) => Err(TokenError::UnknownKind { found: Excerpt::of(other) }),
        None => Ok(None),
    }
}

/// The client.
fn client<M: Model>(
    claims: &Claims<'_, M>,
    version: TokenVersion,
) -> Result<Option<Uuid>, TokenError> {
    let (claim, name) = client_claim(claims, version);
    optional_id(claim, name)
}

/// `azp`, in v1.0 tokens `appid`.
fn client_claim<'a, 'de, M: Model>(
    claims: &'a Claims<'de, M>,
    version: TokenVersion,
) -> (Option<&'a Text<'de>>, &'static str) {
    match version {
        TokenVersion::V1 => (claims.appid.as_ref(), "appid"),
        TokenVersion::V2 => (claims.azp.as_ref(), "azp"),
    }
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
    claim.map(|text| text.0.as_ref()).ok_or_else(|| TokenError::wrong_shape(name))
}

fn optional_id(claim: Option<&Text<'_>>, name: &'static str) -> Result<Option<Uuid>, TokenError> {
    claim
        .map(|text| Uuid::parse_str(&text.0))
        .transpose()
        .map_err(|_| TokenError::wrong_shape(name))
}

/// Seconds since 1970, which may have a fraction (RFC 7519, section 2).
fn instant(claim: Option<f64>, name: &'static str) -> Result<SystemTime, TokenError> {
    claim
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| TokenError::wrong_shape(name))
}
