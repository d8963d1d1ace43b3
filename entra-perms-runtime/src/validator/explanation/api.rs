//! A registration and its service, as far as the command knows them.

use std::sync::Arc;

use uuid::Uuid;

use super::{Check, CheckOutcome, NotChecked};
use crate::model::{RegistrationFacts, TokenVersion};
use crate::validator::authority::Authority;
use crate::validator::build_error::BuildError;
use crate::validator::builder::CLOCK_SKEW;
use crate::validator::issuer_rule::IssuerRule;
use crate::validator::keys::KeySet;
use crate::validator::keys::jwks::Jwks;
use crate::validator::known_issuers::KnownIssuers;
use crate::validator::tenants::{TenantFilter, Tenants};
use crate::validator::token::agents::AgentClaims;
use crate::validator::token::audiences::Audiences;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::token::rules::{AppsWithoutRoles, BoundTokens, Rule, Rules};
use crate::validator::token::versions::Versions;
use crate::validator::token_error::TokenError;

/// An API that a token may be for.
#[derive(Clone, Debug)]
pub struct Api {
    /// The client id.
    pub client_id: Uuid,
    /// Its registration.
    pub registration: RegistrationFacts,
    /// The further audiences of the service.
    pub audiences: Vec<String>,
}

/// The known settings of a service. The others have the defaults of
/// [`TokenValidatorBuilder`](crate::TokenValidatorBuilder).
pub struct KnownService {
    tenants: Option<Tenants>,
    authority: Authority,
    keys: Option<KeySet>,
}

impl Api {
    /// Checks whether an audience is this API, in tokens of any version.
    ///
    /// # Errors
    /// Returns the error with which the validator would refuse a token with this audience.
    pub fn check_audience(&self, aud: &str) -> Result<(), TokenError> {
        let audiences = self.known_audiences();
        let versions = self.registration.token_version.as_slice().iter().copied();
        let versions = versions.chain([TokenVersion::V1, TokenVersion::V2]);
        let mut refusals = versions.map(|version| audiences.check(aud, version));
        let first = refusals.next().unwrap_or(Ok(()));
        if first.is_ok() || refusals.any(|refusal| refusal.is_ok()) { Ok(()) } else { first }
    }

    fn known_audiences(&self) -> Audiences {
        let Self { client_id, registration, audiences } = self;
        let uris = registration.identifier_uris.clone();
        let is_client_id = registration.audience_is_client_id;
        Audiences::of_parts(*client_id, uris, is_client_id, audiences.clone())
    }
}

impl KnownService {
    /// Combines the settings.
    ///
    /// # Errors
    /// Returns [`BuildError`] if the authority is not a URL of one, or if the keys cannot be used.
    pub fn new(
        tenants: Option<Tenants>,
        authority: Option<&str>,
        keys: Option<Jwks>,
    ) -> Result<Self, BuildError> {
        let given = Authority::parse(authority.unwrap_or(Authority::GLOBAL))?;
        let authority = match tenants.as_ref().and_then(Tenants::only) {
            Some(tenant) if is_external_id(&given) => {
                Authority::parse(&format!("https://{tenant}{EXTERNAL_ID}"))?
            }
            _ => given,
        };
        Ok(Self { tenants, authority, keys: keys.map(Jwks::into_keys) })
    }

    pub(super) fn keys(&self) -> Option<&KeySet> {
        self.keys.as_ref()
    }

    /// Returns the rules of a service with the default settings.
    pub(super) fn rules(&self, api: &Api) -> Rules {
        let tenants = self.tenants.clone().unwrap_or_else(Tenants::any_organization);
        let issuers = self.authority.issuers();
        let known = Arc::new(KnownIssuers::both(&tenants, &issuers));
        Rules {
            issuer: IssuerRule::new(tenants, known, &issuers),
            tenant_filter: TenantFilter::default(),
            audiences: api.known_audiences(),
            versions: Versions::new(api.registration.token_version, None),
            idtyp: OptionalClaim::new(api.registration.marks_app_only, None),
            agent_claims: AgentClaims::new(&api.registration.agent_claims, None),
            bound_tokens: BoundTokens::Refused,
            apps_without_roles: AppsWithoutRoles::Refused,
            clock_skew: CLOCK_SKEW,
        }
    }

    /// Returns the reason why a check says nothing, although it has this result.
    pub(super) fn unknown(&self, check: Check, outcome: &CheckOutcome) -> Option<NotChecked> {
        match (check, outcome) {
            (Check::Rule(Rule::Tenant), CheckOutcome::Passed) if self.tenants.is_none() => {
                Some(NotChecked::NoTenant)
            }
            (Check::Rule(Rule::TenantFilter), CheckOutcome::Passed) => {
                Some(NotChecked::SettingOfService)
            }
            (Check::Rule(Rule::Issuer | Rule::KeyIssuer), outcome)
                if depends_on_issuer(outcome) && !self.knows_issuer() =>
            {
                Some(NotChecked::IssuerOfTenant)
            }
            _ => None,
        }
    }

    fn knows_issuer(&self) -> bool {
        let has_tenant = self.tenants.as_ref().and_then(Tenants::only).is_some();
        has_tenant || !is_external_id(&self.authority)
    }
}

/// The hosts of External ID. The service reads the issuer from the metadata, whose issuer has the
/// tenant in its host: <https://learn.microsoft.com/entra/external-id/customers/>.
const EXTERNAL_ID: &str = ".ciamlogin.com";

/// Returns whether another issuer could change the result of a check.
fn depends_on_issuer(outcome: &CheckOutcome) -> bool {
    match outcome {
        CheckOutcome::Passed => true,
        CheckOutcome::Refused(error) => {
            matches!(error, TokenError::Issuer { .. } | TokenError::KeyIssuer { .. })
        }
        CheckOutcome::NotChecked(_) => false,
    }
}

fn is_external_id(authority: &Authority) -> bool {
    authority.url().ends_with(EXTERNAL_ID)
}
