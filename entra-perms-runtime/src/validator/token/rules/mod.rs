//! The rules for the claims of a token: one function for each rule. `Rules::check` has their order.
//!
//! - `addressee`: version, tenant, issuer and audience;
//! - `lifetime`: the times;
//! - `identity`: the kind, the ids and the permissions of the caller;
//! - this file: the order, and the rule for bound tokens.
//!
//! Rules without a source of their own follow
//! <https://learn.microsoft.com/entra/identity-platform/claims-validation>.

mod addressee;
mod identity;
mod lifetime;

use std::time::{Duration, SystemTime};

use self::addressee::known_version;
use self::identity::{access_token, client_authentication, client_id, optional_id, stated_kind};
use super::agents::AgentClaims;
use super::audiences::Audiences;
use super::claims::{Claims, Text};
use super::optional_claim::OptionalClaim;
use super::versions::Versions;
use crate::caller::{Actor, ClientAuthentication, Identity, Lifetime};
use crate::model::{Model, TokenVersion};
use crate::validator::claim::Claim;
use crate::validator::issuer_rule::IssuerRule;
use crate::validator::tenants::TenantFilter;
use crate::validator::token_error::TokenError;

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
    pub(crate) client_authentication: ClientAuthentication,
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
        let client_authentication = client_authentication(claims, version);
        Ok(Checked { version, identity, lifetime, actor, client_authentication })
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
}

fn required<'a>(value: Option<&'a Text<'_>>, claim: Claim) -> Result<&'a str, TokenError> {
    match value {
        Some(text) => Ok(&text.0),
        None => Err(TokenError::wrong_shape(claim)),
    }
}
