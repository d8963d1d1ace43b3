//! The rules for the claims of a token: one function for each rule. `Rules::apply` has their order.
//!
//! - `course`: the way in which they are applied;
//! - `addressee`: version, tenant, issuer and audience;
//! - `lifetime`: the times;
//! - `identity`: the kind, the ids and the permissions of the caller;
//! - this file: the order, and the rule for bound tokens.
//!
//! Rules without a source of their own follow
//! <https://learn.microsoft.com/entra/identity-platform/claims-validation>.

mod addressee;
mod course;
mod identity;
mod lifetime;

use std::time::{Duration, SystemTime};

use uuid::Uuid;

pub(crate) use self::addressee::known_version;
#[cfg(feature = "__internals")]
pub use self::course::Rule;
#[cfg(not(feature = "__internals"))]
use self::course::Rule;
pub(crate) use self::course::{Course, UntilRefused};
pub(crate) use self::identity::{access_token, client_authentication};
use self::identity::{client_id, optional_id, stated_kind};
#[cfg(feature = "__internals")]
pub(crate) use self::lifetime::{expires_at, not_before};
use super::agents::AgentClaims;
use super::audiences::Audiences;
use super::claims::{Carried, Claims, Text};
use super::optional_claim::OptionalClaim;
use super::versions::Versions;
use crate::caller::{Actor, ClientAuthentication, Identity, Lifetime};
use crate::model::{CallerKind, TokenVersion};
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

/// A token to which the rules are applied.
pub(crate) struct Subject<'a, 'de, C: Course> {
    pub(crate) claims: &'a Claims<'de>,
    pub(crate) carried: Carried,
    /// The issuers that the key of the token is published for.
    pub(crate) key_issuers: C::Found<&'a [String]>,
    pub(crate) now: SystemTime,
}

/// The facts of a token that the rules found.
pub(crate) struct Facts<C: Course> {
    pub(crate) version: C::Found<TokenVersion>,
    pub(crate) tenant: C::Found<Uuid>,
    pub(crate) lifetime: C::Found<Lifetime>,
    pub(crate) kind: C::Found<CallerKind>,
    pub(crate) client_id: C::Found<Option<Uuid>>,
    pub(crate) object_id: C::Found<Option<Uuid>>,
    pub(crate) actor: C::Found<Actor>,
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
    pub(crate) fn check(
        &self,
        subject: &Subject<'_, '_, UntilRefused>,
    ) -> Result<Checked, TokenError> {
        let facts = self.apply(subject, &mut UntilRefused)?;
        let Facts { version, tenant, lifetime, kind, client_id, object_id, actor } = facts;
        let identity = Identity { kind, tenant, object_id, client_id };
        let client_authentication = client_authentication(subject.claims, version);
        Ok(Checked { version, identity, lifetime, actor, client_authentication })
    }

    /// Applies the rules in their order. This is the only place that has it.
    pub(crate) fn apply<C: Course>(
        &self,
        subject: &Subject<'_, '_, C>,
        course: &mut C,
    ) -> Result<Facts<C>, TokenError> {
        let Subject { claims, carried, key_issuers, now } = *subject;
        let none = C::given(());
        let version = course.apply(Rule::KnownVersion, none, |()| known_version(claims))?;
        // These two rules come first, because an ID token or a device's token is a mistake of its
        // own. Other errors in it would mislead: a wrong version, for example, is the service's
        // fault.
        course.apply(Rule::AccessToken, version, |version| access_token(claims, version))?;
        let stated = course.apply(Rule::StatedKind, none, |()| stated_kind(claims))?;
        let is_accepted = |version| self.version(claims, version, now);
        course.apply(Rule::AcceptedVersion, version, is_accepted)?;
        let tenant = course.apply(Rule::Tenant, none, |()| self.tenant(claims))?;
        let issuer = course.apply(Rule::Issuer, version, |it| self.issuer(claims, it))?;
        course.apply(Rule::KeyIssuer, key_issuers, |issuers| self.key_issuer(claims, issuers))?;
        let of_issuer = C::both(tenant, issuer);
        course.apply(Rule::TenantFilter, of_issuer, |(tenant, ())| self.tenant_filter(tenant))?;
        course.apply(Rule::Audience, version, |version| self.audience(claims, version))?;
        let lifetime = course.apply(Rule::Lifetime, none, |()| self.lifetime(claims, now))?;
        course.apply(Rule::Binding, none, |()| self.binding(claims))?;
        let kind = course.apply(Rule::Kind, stated, |stated| self.kind(claims, stated))?;
        let client_id = course.apply(Rule::ClientId, version, |it| client_id(claims, it))?;
        let object_id = |()| optional_id(claims.oid.as_ref(), Claim::Oid);
        let object_id = course.apply(Rule::ObjectId, none, object_id)?;
        let actor = course.apply(Rule::Agents, kind, |kind| self.actor(claims, kind))?;
        let kinds = C::both(kind, stated);
        let is_permitted = |(kind, stated)| self.some_permission(carried, kind, stated);
        course.apply(Rule::Permission, kinds, is_permitted)?;
        Ok(Facts { version, tenant, lifetime, kind, client_id, object_id, actor })
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
    fn binding(&self, claims: &Claims<'_>) -> Result<(), TokenError> {
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
