//! The construction of a validator from its settings.

use std::sync::Arc;

use super::{TokenValidatorBuilder, registration};
use crate::caller::{ApiFacts, AuthorizationEndpoint, Origin};
use crate::model::Model;
use crate::validator::app_id_uris::AppIdUris;
use crate::validator::authority::Authority;
use crate::validator::build_error::BuildError;
use crate::validator::cache::{Limits, VerifiedTokens};
use crate::validator::issuer_rule::IssuerRule;
use crate::validator::keys::KeySource;
use crate::validator::keys::discovery::Discovery;
use crate::validator::keys::signature::Backend;
use crate::validator::known_issuers::KnownIssuers;
use crate::validator::statistics::TokenCounts;
use crate::validator::token::agents::AgentClaims;
use crate::validator::token::audiences::Audiences;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::token::rules::Rules;
use crate::validator::token::versions::Versions;
use crate::validator::{Inner, TokenValidator};

impl<M: Model> TokenValidatorBuilder<M> {
    /// Builds the validator.
    ///
    /// Unless [`jwks`](Self::jwks) sets keys, this fetches the authority's metadata and keys. Each
    /// document must arrive within ten seconds. There is not a second attempt, unless the validator
    #[cfg_attr(feature = "discovery", doc = "[starts without keys](Self::start_without_keys).")]
    #[cfg_attr(not(feature = "discovery"), doc = "starts without keys.")]
    /// The current tokio runtime refreshes the keys from then on, and must run as long as the
    /// validator is used.
    ///
    /// If the manifest does not state the version of the tokens, both versions are possible, and
    /// each has a metadata document. If one of the two cannot be read, a warning in the log names
    /// it. Tokens of its version are refused with 503 until a refresh has read it. An API with v1.0
    /// tokens starts without v2.0 metadata in the same way.
    ///
    /// # Errors
    /// Returns [`BuildError`] if a setting is missing or invalid, or if the authority cannot be
    /// read. Every misconfiguration that can be detected is detected here, before the first
    /// request.
    pub async fn build(self) -> Result<TokenValidator<M>, BuildError> {
        Backend::try_fastest()?;
        let authority = Authority::parse(&self.authority)?;
        if self.clock_skew > Self::MAX_CLOCK_SKEW {
            return Err(BuildError::ClockSkew {
                given: self.clock_skew,
                at_most: Self::MAX_CLOCK_SKEW,
            });
        }
        let (client_id, registration) =
            registration::choose(M::REGISTRATIONS, self.client_id.as_deref())?;
        registration::check_account_types(&registration, &self.tenants)?;
        registration::check_idtyp(&registration, client_id, self.apps_without_roles)?;
        let version = self.version.or(registration.token_version);
        if version.is_none() && self.both_versions_until.is_some() {
            return Err(BuildError::NoTokenVersion);
        }
        let versions = Versions::new(version, self.both_versions_until);
        let to_read = versions.to_read((self.clock)());
        let (keys, issuers) = if let Some(keys) = self.keys {
            let issuers = KnownIssuers::both(&self.tenants, &authority.issuers());
            (KeySource::Given(keys), Arc::new(issuers))
        } else {
            let own_keys_of = self.custom_signing_keys.then_some(client_id);
            let settings = self.fetch_settings;
            let (discovery, issuers) =
                Discovery::start(&authority, &self.tenants, to_read, own_keys_of, settings).await?;
            (KeySource::Discovered(discovery), issuers)
        };
        // A time in the future must not admit tokens that are issued from now on.
        let idtyp_since = self.idtyp_since.map(|since| since.min((self.clock)()));
        let app_id_uris = AppIdUris::new(client_id, &registration, &self.audiences);
        let rules = Rules {
            issuer: IssuerRule::new(self.tenants, issuers, &authority.issuers()),
            tenant_filter: self.tenant_filter,
            audiences: Audiences::new(client_id, &registration, self.audiences),
            versions,
            idtyp: OptionalClaim::new(registration.marks_app_only, idtyp_since),
            agent_claims: AgentClaims::new(registration.agent_claims, self.agent_claims_since),
            bound_tokens: self.bound_tokens,
            apps_without_roles: self.apps_without_roles,
            clock_skew: self.clock_skew,
        };
        let origin = Origin { registration: client_id, authority: authority.url().into() };
        let authorization = AuthorizationEndpoint { authority: Arc::clone(&origin.authority) };
        let inner = Inner {
            keys,
            tokens: TokenCounts::new(),
            rules,
            api_facts: Arc::new(ApiFacts::new(app_id_uris.first())),
            app_id_uris,
            authorization,
            origin,
            only_roles: self.only_roles,
            clock: self.clock,
            claims: self.claims,
        };
        let cache = self.cache.limits().map(verified_tokens).transpose()?;
        Ok(TokenValidator { inner: Arc::new(inner), cache, several: None })
    }
}

fn verified_tokens<M: Model>(limits: Limits) -> Result<Arc<VerifiedTokens<M>>, BuildError> {
    let cache = VerifiedTokens::new(limits).ok_or(BuildError::BackendSelfTest)?;
    Ok(Arc::new(cache))
}
