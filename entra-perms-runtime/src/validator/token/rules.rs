//! The rules for the claims of a token: one function for each rule, in the order of the checks.
//!
//! Rules without a source of their own follow
//! <https://learn.microsoft.com/entra/identity-platform/claims-validation>.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::agents::AgentClaims;
use super::audiences::{Audiences, is_microsoft_graph};
use super::claims::{Claims, Text};
use super::nearest_audience::NearestAudience;
use super::optional_claim::OptionalClaim;
use super::versions::Versions;
use crate::caller::{Actor, Ended, Identity, Lifetime};
use crate::model::{CallerKind, Model, TokenVersion};
use crate::validator::claim::Claim;
use crate::validator::issuer_rule::IssuerRule;
use crate::validator::tenants::TenantFilter;
use crate::validator::token_error::{Excerpt, TokenError};

/// The rules of one validator.
pub(crate) struct Rules {
    pub(crate) issuer: IssuerRule,
    pub(crate) tenant_filter: TenantFilter,
    pub(crate) audiences: Audiences,
    /// The versions of the tokens that Entra issues for this API.
    pub(crate) versions: Versions,
    /// `idtyp`: if the registration requests it, Entra writes it into every app-only token.
    pub(crate) idtyp: OptionalClaim,
    /// `xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`: if the registration requests them, Entra
    /// writes them into every token of an agent.
    pub(crate) agent_claims: AgentClaims,
    pub(crate) bound_tokens: BoundTokens,
    pub(crate) apps_without_roles: AppsWithoutRoles,
    pub(crate) clock_skew: Duration,
}

/// The rule for bearer tokens that are bound to a key (`cnf`, RFC 7800).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundTokens {
    /// Such a token is refused, because nothing proves that its sender has the key.
    Refused,
    /// Such a token is accepted, and the binding is ignored.
    AcceptedWithoutProof,
}

/// The rule for app-only tokens without a role of this API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppsWithoutRoles {
    /// Such a token is refused, because every application of the tenant can get one.
    Refused,
    /// Such a token is accepted if it has `idtyp`. Its caller has no permission.
    Accepted,
}

/// The facts of a token that meets all rules.
pub(crate) struct Checked {
    pub(crate) version: TokenVersion,
    pub(crate) identity: Identity,
    pub(crate) lifetime: Lifetime,
    pub(crate) actor: Actor,
}

impl Rules {
    /// Checks the claims against all rules. Returns the error of the first rule that is broken.
    pub(crate) fn check<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        key_issuers: &[String],
        now: SystemTime,
    ) -> Result<Checked, TokenError> {
        let version = known_version(claims)?;
        // These two rules come first, because an ID token or a device's token is a mistake of its
        // own. Other errors in it would mislead: a wrong version, for example, is the service's
        // fault.
        access_token(claims, version)?;
        let stated_kind = stated_kind(claims)?;
        self.version(claims, version, now)?;
        let tenant = self.tenant(claims)?;
        self.issuer(claims, version, key_issuers)?;
        self.tenant_filter(tenant)?;
        self.audience(claims, version)?;
        let lifetime = self.lifetime(claims, now)?;
        self.binding(claims)?;
        let kind = self.kind(claims, stated_kind)?;
        let client_id = client_id(claims, version)?;
        let object_id = optional_id(claims.oid.as_ref(), Claim::Oid)?;
        let actor = self.actor(claims, kind)?;
        self.some_permission(claims, kind, stated_kind)?;
        let identity = Identity { kind, tenant, object_id, client_id };
        Ok(Checked { version, identity, lifetime, actor })
    }

    /// Checks whether tokens of this issuer are accepted now, in any version.
    pub(crate) fn accepts_issuer(&self, issuer: &str, now: SystemTime) -> bool {
        TokenVersion::ALL
            .into_iter()
            .any(|version| self.versions.accept(version, now) && self.issuer.takes(version, issuer))
    }

    /// Checks whether tokens of this issuer may turn out to be accepted, once the issuer of their
    /// version is known.
    pub(crate) fn may_accept_issuer_later(&self, issuer: &str, now: SystemTime) -> bool {
        TokenVersion::ALL.into_iter().any(|version| {
            self.versions.accept(version, now) && self.issuer.may_take_later(version, issuer)
        })
    }

    /// Returns an issuer whose tokens both validators may accept, in a version that both may
    /// accept at some time.
    pub(crate) fn shared_issuer(&self, other: &Self) -> Option<String> {
        for version in TokenVersion::ALL {
            if !self.versions.may_accept(version) {
                continue;
            }
            for of_other in TokenVersion::ALL {
                if other.versions.may_accept(of_other)
                    && let Some(issuer) = self.issuer.shared_with(version, &other.issuer, of_other)
                {
                    return Some(issuer);
                }
            }
        }
        None
    }

    /// Checks that the token has the version that the manifest requests, or the other one while the
    /// registration changes. Tokens of the other version have another issuer and other audiences.
    fn version<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        found: TokenVersion,
        now: SystemTime,
    ) -> Result<(), TokenError> {
        if self.versions.accept(found, now) {
            return Ok(());
        }
        if self.is_for_this_api(claims, found) == Some(true) {
            self.versions.log_late_token();
        }
        Err(TokenError::Version { found: Excerpt::new(found.ver()) })
    }

    /// Checks the tenant, issuer and audience of a token whose version is refused, for the log. Its
    /// issuer may not be known, because no metadata for its version is read. The one that the
    /// authority should have then counts.
    #[cold]
    fn is_for_this_api<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        version: TokenVersion,
    ) -> Option<bool> {
        let tid = &claims.tid.as_ref()?.0;
        let iss = &claims.iss.as_ref()?.0;
        let aud = &claims.aud.as_ref()?.0;
        let tenant = self.issuer.tenant(tid).ok()?;
        Some(
            self.issuer.is_likely(version, tid, iss)
                && self.tenant_filter.admits(tenant)
                && self.audiences.accept(aud, version),
        )
    }

    /// Returns the tenant (`tid`), if the API serves it.
    fn tenant<M: Model>(&self, claims: &Claims<'_, M>) -> Result<Uuid, TokenError> {
        self.issuer.tenant(required(claims.tid.as_ref(), Claim::Tid)?)
    }

    /// Checks that the issuer (`iss`) is the tenant's, and that the key may sign for this issuer.
    fn issuer<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        version: TokenVersion,
        key_issuers: &[String],
    ) -> Result<(), TokenError> {
        let iss = required(claims.iss.as_ref(), Claim::Iss)?;
        let tid = required(claims.tid.as_ref(), Claim::Tid)?;
        self.issuer.issuer(version, tid, iss)?;
        self.issuer.key_issuer(key_issuers, tid, iss)
    }

    /// Asks the service's own filter of tenants. The issuer was checked before, so that the filter
    /// sees no tenant that a token only claims to be from.
    fn tenant_filter(&self, tenant: Uuid) -> Result<(), TokenError> {
        if self.tenant_filter.admits(tenant) {
            return Ok(());
        }
        Err(TokenError::Tenant { found: Excerpt::new(&tenant.to_string()) })
    }

    /// Checks that the token is for this API (`aud`). The audiences of v1.0 tokens:
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference> (`aud`).
    fn audience<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        version: TokenVersion,
    ) -> Result<(), TokenError> {
        let aud = required(claims.aud.as_ref(), Claim::Aud)?;
        if self.audiences.accept(aud, version) {
            return Ok(());
        }
        if is_microsoft_graph(aud) {
            return Err(TokenError::MicrosoftGraph);
        }
        let NearestAudience { audience, difference } = self.audiences.nearest(aud, version);
        Err(TokenError::Audience { found: Excerpt::new(aud), expected: audience, difference })
    }

    /// Returns the lifetime (`nbf`, `exp`), if the current time is in it.
    fn lifetime<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        now: SystemTime,
    ) -> Result<Lifetime, TokenError> {
        let expires_at = instant(claims.exp, Claim::Exp)?;
        let not_before = instant(claims.nbf, Claim::Nbf)?;
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

    /// Returns the time until a token that was valid before expires. Time alone may end it, and a
    /// clock that is set back may make it early.
    pub(crate) fn time_left(&self, lifetime: Lifetime, now: SystemTime) -> Result<Duration, Ended> {
        if self.is_expired(lifetime, now) {
            return Err(Ended::Expired);
        }
        if self.is_early(lifetime, now) {
            return Err(Ended::NotYetValid);
        }
        let earliest = now.checked_sub(self.clock_skew).ok_or(Ended::Expired)?;
        lifetime.expires_at.duration_since(earliest).map_err(|_| Ended::Expired)
    }

    /// Subtracts the skew from the clock. The claim may be as large as a date can be, so that
    /// adding the skew to it could overflow.
    fn is_expired(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_sub(self.clock_skew)
            .is_none_or(|earliest| lifetime.expires_at <= earliest)
    }

    /// Adds the skew to the clock.
    fn is_early(&self, lifetime: Lifetime, now: SystemTime) -> bool {
        now.checked_add(self.clock_skew)
            .is_none_or(|latest| lifetime.not_before > latest)
    }

    /// Refuses a token that only the owner of a key may use (`cnf`). RFC 7800, section 3; RFC 9449,
    /// section 7.2, for `DPoP`; RFC 8705, section 3, for mutual TLS.
    ///
    /// `xms_ds_cnf` is not such a claim. Its key signs further constraints on a token, and without
    /// them the token is a bearer token (MSAL.NET, `Cdt…`).
    fn binding<M: Model>(&self, claims: &Claims<'_, M>) -> Result<(), TokenError> {
        match self.bound_tokens {
            BoundTokens::Refused if claims.bound_to_key => Err(TokenError::BoundToKey),
            BoundTokens::Refused | BoundTokens::AcceptedWithoutProof => Ok(()),
        }
    }

    /// Decides whether a client acts for a user, or an application as itself.
    ///
    /// If the token has `idtyp`, `idtyp` decides. If the registration requests `idtyp`, every
    /// app-only token has it
    /// (<https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>), except
    /// tokens from before the request. Without `idtyp`, a token with scopes is delegated. An older
    /// sample of Microsoft's compares `oid` and `sub`, which fails for agent identities.
    fn kind<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        stated: Option<CallerKind>,
    ) -> Result<CallerKind, TokenError> {
        match stated {
            Some(CallerKind::App) if claims.has_scopes => Err(TokenError::AppWithScopes),
            Some(kind) => Ok(kind),
            None if claims.has_scopes => Ok(CallerKind::User),
            None if self.idtyp.was_requested(issued_at(claims)) => Err(TokenError::NoKind),
            None => Ok(CallerKind::App),
        }
    }

    /// Decides whether an AI agent acts.
    fn actor<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        kind: CallerKind,
    ) -> Result<Actor, TokenError> {
        let blueprint = optional_id(claims.blueprint.as_ref(), Claim::XmsParAppAzp)?;
        self.agent_claims.actor(claims, kind, blueprint, issued_at(claims))
    }

    /// Requires at least one role or scope of this API. Entra issues a token without any to every
    /// application of a tenant that asks for one. A service may accept such an application, if the
    /// token itself says with `idtyp` that it is app-only. Without roles and scopes, nothing else
    /// tells it from a user's token that grants nothing (`scp` is `/`).
    fn some_permission<M: Model>(
        &self,
        claims: &Claims<'_, M>,
        kind: CallerKind,
        stated: Option<CallerKind>,
    ) -> Result<(), TokenError> {
        let has_role = !claims.held.is_empty();
        let may_pass = match kind {
            CallerKind::User => !claims.granted.is_empty(),
            CallerKind::App => {
                self.apps_without_roles == AppsWithoutRoles::Accepted
                    && stated == Some(CallerKind::App)
            }
        };
        if has_role || may_pass { Ok(()) } else { Err(TokenError::NoPermission) }
    }
}

/// Returns the version (`ver`), if it is a version of Entra.
fn known_version<M: Model>(claims: &Claims<'_, M>) -> Result<TokenVersion, TokenError> {
    let ver = required(claims.ver.as_ref(), Claim::Ver)?;
    TokenVersion::ALL
        .into_iter()
        .find(|version| version.ver() == ver)
        .ok_or_else(|| TokenError::Version { found: Excerpt::new(ver) })
}

/// Refuses ID tokens. The ID token of a user who signed in to this registration has the same
/// audience and carries the user's roles, and would pass for an app-only token. But an access token
/// for a user has scopes. A token without scopes and without `idtyp` must be app-only: it names a
/// client, does not describe a user, and has nothing that belongs to a sign-in.
///
/// If there is an `idtyp`, it decides. ID tokens never have it, and Microsoft calls it "the most
/// accurate way" to recognize an app-only token:
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>.
fn access_token<M: Model>(claims: &Claims<'_, M>, version: TokenVersion) -> Result<(), TokenError> {
    let is_app_only = client_claim(claims, version).is_some() && !claims.about_user;
    if claims.has_scopes || claims.idtyp.is_some() || is_app_only {
        Ok(())
    } else {
        Err(TokenError::IdToken)
    }
}

/// Returns the kind of caller that `idtyp` states, if the token has `idtyp`. Other kinds, such as
/// devices, have no roles and no scopes of an API.
fn stated_kind<M: Model>(claims: &Claims<'_, M>) -> Result<Option<CallerKind>, TokenError> {
    match claims.idtyp.as_ref().map(|idtyp| idtyp.0.as_ref()) {
        Some("app") => Ok(Some(CallerKind::App)),
        Some("user") => Ok(Some(CallerKind::User)),
        Some(other) => Err(TokenError::UnknownKind { found: Excerpt::new(other) }),
        None => Ok(None),
    }
}

/// Returns the id of the client.
fn client_id<M: Model>(
    claims: &Claims<'_, M>,
    version: TokenVersion,
) -> Result<Option<Uuid>, TokenError> {
    let name = match version {
        TokenVersion::V1 => Claim::Appid,
        TokenVersion::V2 => Claim::Azp,
    };
    optional_id(client_claim(claims, version), name)
}

/// Returns the claim that names the client: `azp`, or `appid` in v1.0 tokens.
fn client_claim<'a, 'de, M: Model>(
    claims: &'a Claims<'de, M>,
    version: TokenVersion,
) -> Option<&'a Text<'de>> {
    match version {
        TokenVersion::V1 => claims.appid.as_ref(),
        TokenVersion::V2 => claims.azp.as_ref(),
    }
}

fn required<'a>(value: Option<&'a Text<'_>>, claim: Claim) -> Result<&'a str, TokenError> {
    match value {
        Some(text) => Ok(&text.0),
        None => Err(TokenError::wrong_shape(claim)),
    }
}

fn optional_id(value: Option<&Text<'_>>, claim: Claim) -> Result<Option<Uuid>, TokenError> {
    let Some(text) = value else { return Ok(None) };
    match Uuid::parse_str(&text.0) {
        Ok(id) => Ok(Some(id)),
        Err(_) => Err(TokenError::wrong_shape(claim)),
    }
}

/// Returns the time at which the token was issued (`iat`). A time that cannot be represented counts
/// as missing.
fn issued_at<M: Model>(claims: &Claims<'_, M>) -> Option<SystemTime> {
    instant(claims.iat, Claim::Iat).ok()
}

/// Reads seconds since 1970, which may have a fraction (RFC 7519, section 2).
fn instant(value: Option<f64>, claim: Claim) -> Result<SystemTime, TokenError> {
    value
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| TokenError::wrong_shape(claim))
}
