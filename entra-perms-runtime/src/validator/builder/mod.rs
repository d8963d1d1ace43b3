//! What a validator is built from.

pub(super) mod registration;

use core::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::caller::AuthorizationEndpoint;
use crate::model::{Model, TokenVersion};
use crate::validator::authority::{Authority, Issuers};
use crate::validator::build_error::BuildError;
use crate::validator::cache::{Limits, TokenCache, VerifiedTokens};
use crate::validator::keys::Keys;
#[cfg(feature = "discovery")]
use crate::validator::keys::discovery::Discovery;
use crate::validator::keys::jwks::Jwks;
#[cfg(feature = "discovery")]
use crate::validator::keys::metadata::MetadataSource;
use crate::validator::keys::signature::Backend;
use crate::validator::tenants::{IssuerRule, TenantFilter, Tenants};
use crate::validator::token::audiences::Audiences;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::token::rules::{BoundTokens, Rules};
use crate::validator::{Inner, KeptClaims, KeySource, TokenValidator};

/// Makes a [`TokenValidator`]. What is not given comes from the manifest, and from the authority's metadata.
#[must_use = "nothing is verified until it is built"]
pub struct TokenValidatorBuilder<M: Model> {
    tenant: Tenants,
    tenant_filter: TenantFilter,
    keys: Option<Jwks>,
    custom_signing_keys: bool,
    authority: String,
    client_id: Option<String>,
    audiences: Vec<String>,
    version: Option<TokenVersion>,
    idtyp_since: Option<SystemTime>,
    bound_tokens: BoundTokens,
    clock_skew: Duration,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    claims: KeptClaims,
    cache: TokenCache,
    model: PhantomData<M>,
}

impl<M: Model> TokenValidatorBuilder<M> {
    /// What clocks may differ, unless told: less than the 300 s of `IdentityModel`, because servers keep time well.
    const CLOCK_SKEW: Duration = Duration::from_secs(60);
    /// `TokenValidationParameters.DefaultClockSkew` of `IdentityModel`.
    const MOST_CLOCK_SKEW: Duration = Duration::from_secs(300);

    pub(crate) fn new(tenant: Tenants) -> Self {
        Self {
            tenant,
            tenant_filter: TenantFilter::default(),
            keys: None,
            custom_signing_keys: false,
            authority: Authority::GLOBAL.to_owned(),
            client_id: None,
            audiences: Vec::new(),
            version: None,
            idtyp_since: None,
            bound_tokens: BoundTokens::Refused,
            clock_skew: Self::CLOCK_SKEW,
            clock: Box::new(SystemTime::now),
            claims: KeptClaims::None,
            cache: TokenCache::new(),
            model: PhantomData,
        }
    }

    /// Fixed keys, in place of those that the authority publishes: for tests, and for services without a way out.
    /// Nothing is fetched then, no async runtime is needed, and keys that Entra replaces are not noticed.
    ///
    /// The issuers follow from the tenant and the authority. For External ID (`ciamlogin.com`) the authority must then be
    /// the one in its tokens, `https://{tenant id}.ciamlogin.com`.
    pub fn jwks(mut self, keys: Jwks) -> Self {
        self.keys = Some(keys);
        self
    }

    /// The base URL of the authority, without the tenant; `https://login.microsoftonline.com` unless told.
    ///
    /// It must be `https`; `http` is taken for loopback addresses only, where a development issuer may listen.
    ///
    /// | tokens come from | authority |
    /// |---|---|
    /// | the global cloud, and the US Government's for GCC | `https://login.microsoftonline.com` |
    /// | the US Government's for GCC High and `DoD` | `https://login.microsoftonline.us` |
    /// | China, operated by 21Vianet | `https://login.partner.microsoftonline.cn` |
    /// | External ID | `https://{name}.ciamlogin.com` |
    ///
    /// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.authority = url.into();
        self
    }

    /// Fetches the keys that Entra signs this registration's tokens with, where it has keys of its own, because it maps claims
    /// (`?appid=` in the metadata's URL). Without this, each of its tokens is [`TokenError::UnknownKey`](crate::TokenError). Where
    /// [`jwks`](Self::jwks) gives the keys, nothing is fetched. Such keys belong to the registration in one tenant: for several
    /// tenants Microsoft documents none.
    /// <https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens>
    pub fn custom_signing_keys(mut self) -> Self {
        self.custom_signing_keys = true;
        self
    }

    /// Admits only tenants for which this says so, of those that the validator is for: where customers come and go while the
    /// service runs. It is asked on every request, so let it look at what is in memory already; and it is asked only when
    /// signature and issuer have vouched for the tenant. Said more than once, all must say so.
    ///
    /// ```
    /// # entra_perms_runtime::permissions! { manifest = "manifests/crm.json", scopes = {
    /// #     "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
    /// #     "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
    /// #     "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    /// # } }
    /// # fn main() {
    /// # use entra_perms_runtime::{Tenants, Uuid};
    /// use std::collections::HashSet;
    /// use std::sync::{Arc, RwLock};
    ///
    /// let customers: Arc<RwLock<HashSet<Uuid>>> = Arc::default();
    /// let known = Arc::clone(&customers);
    /// let builder = TokenValidator::builder(Tenants::any_organization())
    ///     .tenant_filter(move |tenant| known.read().is_ok_and(|known| known.contains(&tenant)));
    /// # }
    /// ```
    pub fn tenant_filter(mut self, admits: impl Fn(Uuid) -> bool + Send + Sync + 'static) -> Self {
        self.tenant_filter.add(admits);
        self
    }

    /// The client id (`appId`, a GUID) of this API: which app registration the service runs as.
    ///
    /// Built for several (`environments` of [`permissions!`](crate::permissions)), it must be told, and what it is told must
    /// be the client id of one of them: what that one's manifest says holds, and nothing that the others say. Where the
    /// manifest of one has no usable `appId`, any other client id is taken for that one's.
    ///
    /// Built for one, it needs telling only where the client id is another than the manifest's.
    ///
    /// The App ID URIs of a manifest do not count for a client id that it does not state: give those of this registration
    /// with [`audience`](Self::audience). All else that the manifest says (token version, `idtyp`, account types) is taken
    /// to hold for it too.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// One more audience (`aud`) that tokens may have, whatever their version and the manifest say, spelled exactly so.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The version of the tokens that Entra issues for this API, where the manifest does not say, or says it wrong.
    pub fn token_version(mut self, version: TokenVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Says since when the registration of this API requests `idtyp`, and admits app-only tokens
    /// without it that were issued earlier (`iat`).
    ///
    /// If the manifest requests `idtyp`, every app-only token must have it: a token without `idtyp`
    /// and without scopes is [`TokenError::NoKind`](crate::TokenError::NoKind). But Entra writes
    /// the claim only into tokens that it issues after the request, and clients keep a token until
    /// it expires: about an hour, or 24 hours for managed identities. Until then, each of their
    /// calls is refused.
    ///
    /// With this time, a token whose `iat` is earlier may lack `idtyp`. It is then judged by its
    /// scopes: with scopes (`scp`) it is delegated, and without scopes it is app-only. All other
    /// rules hold for it. A token that was issued at this time or later, or has no `iat`, is judged
    /// as without this method. It has no effect if the manifest does not request `idtyp`.
    ///
    /// So give the time at which the registration was changed, as a constant, and remove the call a
    /// day later. Do not give `SystemTime::now()`: it moves with each restart, and then admits newer
    /// tokens. A time later than the moment of [`build`](Self::build) counts as that moment.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// use std::time::{Duration, SystemTime};
    ///
    /// # fn requested<M: Model>(builder: TokenValidatorBuilder<M>) -> TokenValidatorBuilder<M> {
    /// // 2025-11-28T00:00:00Z
    /// builder.idtyp_since(SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_288_000))
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    /// <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations>
    pub fn idtyp_since(mut self, time: SystemTime) -> Self {
        self.idtyp_since = Some(time);
        self
    }

    /// Accepts tokens that are bound to a key (`cnf`, RFC 7800) as if they were bearer tokens. The
    /// binding is **not** checked: whoever has stolen such a token can use it here.
    ///
    /// Without this, each of them is [`TokenError::BoundToKey`](crate::TokenError::BoundToKey). It
    /// is for a service behind a gateway that checks the proof of possession, and that nobody can
    /// bypass.
    pub fn accept_bound_tokens_without_proof(mut self) -> Self {
        self.bound_tokens = BoundTokens::AcceptedWithoutProof;
        self
    }

    /// What the clocks of this machine and of the issuer may differ: 60 seconds unless told, at most 300.
    pub fn clock_skew(mut self, skew: Duration) -> Self {
        self.clock_skew = skew;
        self
    }

    /// The clock that lifetimes are held against, in place of the system's: for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(now);
        self
    }

    /// Keeps the claims of each verified token, for [`Caller::claims`](crate::Caller::claims).
    pub fn keep_claims(mut self) -> Self {
        self.claims = KeptClaims::All;
        self
    }

    /// Sets the limits of the cache of verified tokens. Defaults to 16,384 tokens and 8 MiB.
    ///
    /// A client usually sends one token with many requests. The cache verifies such a token once, and
    /// returns its [`Caller`](crate::Caller) for the other requests.
    ///
    /// The cache accepts no token that would be refused without it. Each request checks the lifetime
    /// of the token, its key and its tenant. A token is removed when it expires, its key is
    /// withdrawn, or [`tenant_filter`](Self::tenant_filter) no longer admits its tenant. The cache
    /// stores a hash of the token, and not the token.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// use entra_perms_runtime::TokenCache;
    ///
    /// # fn larger<M: Model>(builder: TokenValidatorBuilder<M>) -> TokenValidatorBuilder<M> {
    /// builder.token_cache(TokenCache::new().max_entries(100_000).max_bytes(64 * 1024 * 1024))
    /// # }
    /// ```
    ///
    /// [`TokenCache::disabled()`] disables the cache.
    pub fn token_cache(mut self, cache: TokenCache) -> Self {
        self.cache = cache;
        self
    }

    /// The validator. Keys are fetched here for the first time, unless they were given, and from then on by the tokio runtime that
    /// this is called on: it must live and run as long as the validator is used. The first time must succeed, within ten seconds for
    /// each document: it is not tried again.
    ///
    /// # Errors
    /// [`BuildError`]: what is missing or wrong, by name. Nothing is left to be found out by the first request.
    pub async fn build(self) -> Result<TokenValidator<M>, BuildError> {
        Backend::try_fastest()?;
        let authority = Authority::parse(&self.authority)?;
        if self.clock_skew > Self::MOST_CLOCK_SKEW {
            return Err(BuildError::ClockSkew {
                given: self.clock_skew,
                at_most: Self::MOST_CLOCK_SKEW,
            });
        }
        let (client_id, registration) =
            registration::choose(M::REGISTRATIONS, self.client_id.as_deref())?;
        registration::serves(&registration, &self.tenant)?;
        let version = self.version.or(registration.token_version);
        let (keys, issuers) = if let Some(keys) = self.keys {
            (KeySource::Fixed(Keys::new(keys.into_keys())), authority.issuers())
        } else {
            let own_keys_of = self.custom_signing_keys.then_some(client_id);
            discovered_keys(&authority, &self.tenant, version, own_keys_of).await?
        };
        // No token is admitted for being older than a time that is still to come.
        let idtyp_since = self.idtyp_since.map(|since| since.min((self.clock)()));
        let rules = Rules {
            issuer: IssuerRule::new(self.tenant, issuers),
            tenant_filter: self.tenant_filter,
            audiences: Audiences::new(client_id, &registration, self.audiences),
            version,
            idtyp: OptionalClaim::new(registration.marks_app_only, idtyp_since),
            bound_tokens: self.bound_tokens,
            clock_skew: self.clock_skew,
        };
        let authorization = AuthorizationEndpoint { authority: authority.url().into() };
        let inner = Inner { keys, rules, authorization, clock: self.clock, claims: self.claims };
        let cache = self.cache.limits().map(verified_tokens).transpose()?;
        Ok(TokenValidator { inner: Arc::new(inner), cache })
    }
}

fn verified_tokens<M: Model>(limits: Limits) -> Result<Arc<VerifiedTokens<M>>, BuildError> {
    let cache = VerifiedTokens::new(limits).ok_or(BuildError::BackendSelfTest)?;
    Ok(Arc::new(cache))
}

#[cfg(feature = "discovery")]
async fn discovered_keys(
    authority: &Authority,
    tenant: &Tenants,
    version: Option<TokenVersion>,
    own_keys_of: Option<Uuid>,
) -> Result<(KeySource, Issuers), BuildError> {
    let metadata = MetadataSource::new(authority, tenant, version, own_keys_of);
    let (discovery, issuers) = Discovery::start(metadata).await?;
    Ok((KeySource::Discovered(discovery), issuers))
}

#[cfg(not(feature = "discovery"))]
#[expect(clippy::unused_async, reason = "the other one waits")]
async fn discovered_keys(
    _: &Authority,
    _: &Tenants,
    _: Option<TokenVersion>,
    _: Option<Uuid>,
) -> Result<(KeySource, Issuers), BuildError> {
    Err(BuildError::NoDiscovery)
}
