//! The settings of a validator, and how it is built from them.
//!
//! - this file, `change`, `fetch`, `roles` and `since`: the settings;
//! - `registration`: the app registration that they choose;
//! - `construction`: the validator.

mod change;
mod construction;
#[cfg(feature = "discovery")]
mod fetch;
pub(super) mod registration;
mod roles;
mod since;

use core::marker::PhantomData;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::model::{Model, PermissionSet, TokenVersion};
use crate::validator::KeptClaims;
use crate::validator::authority::Authority;
use crate::validator::cache::TokenCache;
use crate::validator::keys::SharedJwks;
use crate::validator::keys::discovery::FetchSettings;
use crate::validator::tenants::{TenantFilter, Tenants};
use crate::validator::token::rules::{AppsWithoutRoles, BoundTokens};

/// A builder of a [`TokenValidator`](crate::TokenValidator).
///
/// The defaults come from the manifest and from the authority's metadata. A program that was built
/// for one app registration needs no setting. If it was built for several,
/// [`client_id`](Self::client_id) is required.
///
/// ```no_run
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use std::time::Duration;
///
/// use entra_perms_runtime::Tenants;
/// use permissions::TokenValidator;
///
/// # fn main() {}
/// # async fn build() -> Result<(), Box<dyn std::error::Error>> {
/// let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
/// let validator = TokenValidator::builder(tenant)
///     .clock_skew(Duration::from_secs(30))
///     .build()
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// | to choose | methods |
/// |---|---|
/// | the API | [`client_id`](Self::client_id), [`audience`](Self::audience), [`token_version`](Self::token_version) |
/// | the tenants and the cloud | [`tenant_filter`](Self::tenant_filter), [`authority`](Self::authority), [`custom_signing_keys`](Self::custom_signing_keys) |
/// | the keys and the network | [`start_without_keys`](Self::start_without_keys), [`only_root_certificates`](Self::only_root_certificates), [`only_bundled_root_certificates`](Self::only_bundled_root_certificates), [`jwks`](Self::jwks) |
/// | the permissions that count | [`only_roles`](Self::only_roles), [`accept_apps_without_roles`](Self::accept_apps_without_roles) |
/// | older tokens after a change of the registration | [`both_versions_until`](Self::both_versions_until), [`idtyp_since`](Self::idtyp_since), [`agent_claims_since`](Self::agent_claims_since) |
/// | other | [`clock`](Self::clock), [`clock_skew`](Self::clock_skew), [`token_cache`](Self::token_cache), [`keep_claims`](Self::keep_claims), [`accept_bound_tokens_without_proof`](Self::accept_bound_tokens_without_proof) |
#[must_use = "nothing is verified until it is built"]
pub struct TokenValidatorBuilder<M: Model> {
    tenants: Tenants,
    tenant_filter: TenantFilter,
    keys: Option<SharedJwks>,
    fetch_settings: FetchSettings,
    custom_signing_keys: bool,
    authority: String,
    client_id: Option<String>,
    audiences: Vec<String>,
    version: Option<TokenVersion>,
    both_versions_until: Option<SystemTime>,
    only_roles: Option<PermissionSet<M::Role>>,
    apps_without_roles: AppsWithoutRoles,
    idtyp_since: Option<SystemTime>,
    agent_claims_since: Option<SystemTime>,
    bound_tokens: BoundTokens,
    clock_skew: Duration,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    claims: KeptClaims,
    cache: TokenCache,
    model: PhantomData<M>,
}

/// The default tolerance. It is less than the 300 s of `IdentityModel`, because servers keep time
/// well.
pub(super) const CLOCK_SKEW: Duration = Duration::from_secs(60);

impl<M: Model> TokenValidatorBuilder<M> {
    /// `TokenValidationParameters.DefaultClockSkew` of `IdentityModel`.
    const MAX_CLOCK_SKEW: Duration = Duration::from_secs(300);

    pub(crate) fn new(tenants: Tenants) -> Self {
        Self {
            tenants,
            tenant_filter: TenantFilter::default(),
            keys: None,
            fetch_settings: FetchSettings::default(),
            custom_signing_keys: false,
            authority: Authority::GLOBAL.to_owned(),
            client_id: None,
            audiences: Vec::new(),
            version: None,
            both_versions_until: None,
            only_roles: None,
            apps_without_roles: AppsWithoutRoles::Refused,
            idtyp_since: None,
            agent_claims_since: None,
            bound_tokens: BoundTokens::Refused,
            clock_skew: CLOCK_SKEW,
            clock: Box::new(SystemTime::now),
            claims: KeptClaims::None,
            cache: TokenCache::new(),
            model: PhantomData,
        }
    }

    /// Sets the client id (`appId`, a GUID) of the app registration that the service runs as.
    ///
    /// If the program was built for several registrations (`environments` of
    /// [`permissions!`](crate::permissions)), this setting is required. It must be the client id of
    /// one of them. Only the manifest of that registration applies. If one manifest has no usable
    /// `appId`, any other client id selects that manifest.
    ///
    /// The registration also decides by which client ids guards with
    /// [`client = …`](macro@crate::requires#clients) know their clients. They deny the clients that
    /// belong to another registration.
    ///
    /// If the program was built for one registration, this setting is needed only if its client id
    /// differs from the manifest's.
    ///
    /// The App ID URIs of a manifest do not apply to a client id that the manifest does not state.
    /// Set them with [`audience`](Self::audience). All other properties of the manifest (token
    /// version, `idtyp`, account types) do apply.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Accepts a further audience (`aud`), in addition to the audiences from the manifest.
    ///
    /// It is accepted in tokens of both versions, and compared byte for byte. A value that begins
    /// with `spn:` is accepted in v1.0 tokens only: Entra writes it for old clients, and never into
    /// v2.0 tokens.
    ///
    /// Most APIs do not need this setting. v1.0 tokens are accepted with each App ID URI of the
    /// manifest, in any case and with or without a slash at the end, and with `spn:{client id}`.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Sets the version of the tokens that Entra issues for this API. Defaults to the version in
    /// the manifest.
    ///
    /// Use this if the manifest does not state the version, or states a wrong one.
    pub fn token_version(mut self, version: TokenVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the base URL of the authority, without the tenant. Defaults to
    /// `https://login.microsoftonline.com`.
    ///
    /// The URL must begin with `https://`. `http://` is accepted only for loopback addresses, for a
    /// development issuer.
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

    /// Adds a condition on the tenant of each token, in addition to the validator's [`Tenants`].
    ///
    /// Use this if customers come and go while the service runs. The condition is checked for every
    /// request, also for cached tokens, so it should only read memory. It is checked after the
    /// signature and the issuer. If there are several conditions, a tenant must meet all of them.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use permissions::TokenValidator;
    /// use std::collections::HashSet;
    /// use std::sync::{Arc, RwLock};
    ///
    /// use entra_perms_runtime::{Tenants, Uuid};
    ///
    /// # fn main() {
    /// let customers: Arc<RwLock<HashSet<Uuid>>> = Arc::default();
    /// let admitted = Arc::clone(&customers);
    /// let builder = TokenValidator::builder(Tenants::any_organization())
    ///     .tenant_filter(move |tenant| admitted.read().is_ok_and(|ids| ids.contains(&tenant)));
    /// # }
    /// ```
    pub fn tenant_filter(mut self, admits: impl Fn(Uuid) -> bool + Send + Sync + 'static) -> Self {
        self.tenant_filter.add(admits);
        self
    }

    /// Fetches the registration's own signing keys.
    ///
    /// Entra signs the tokens of a registration that maps claims with keys of its own, and
    /// publishes them at another URL (`?appid=`). Without this setting, each of these tokens is
    /// refused as [`TokenError::UnknownKey`](crate::TokenError::UnknownKey). The setting has no
    /// effect if [`jwks`](Self::jwks) sets keys.
    ///
    /// Such keys belong to the registration in one tenant. Microsoft documents none for several
    /// tenants.
    /// <https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens>
    pub fn custom_signing_keys(mut self) -> Self {
        self.custom_signing_keys = true;
        self
    }

    /// Accepts tokens that are bound to a key (`cnf`, RFC 7800) as if they were bearer tokens. The
    /// binding is **not** checked: a thief of such a token can use it here.
    ///
    /// Without this setting, each of these tokens is refused as
    /// [`TokenError::BoundToKey`](crate::TokenError::BoundToKey). The setting is for a service
    /// behind a gateway that checks the proof of possession, and that nobody can bypass.
    pub fn accept_bound_tokens_without_proof(mut self) -> Self {
        self.bound_tokens = BoundTokens::AcceptedWithoutProof;
        self
    }

    /// Sets the tolerated difference between the clocks of this machine and of the issuer. Defaults
    /// to 60 seconds; the maximum is 300 seconds.
    pub fn clock_skew(mut self, skew: Duration) -> Self {
        self.clock_skew = skew;
        self
    }

    /// Sets the clock for checking lifetimes, for tests. Defaults to the system's clock.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(now);
        self
    }

    /// Keeps the claims of each verified token, for [`Caller::claims`](crate::Caller::claims).
    ///
    /// ```no_run
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use entra_perms_runtime::Tenants;
    /// # use permissions::TokenValidator;
    /// # fn main() {}
    /// # async fn build(tenants: Tenants) -> Result<(), Box<dyn std::error::Error>> {
    /// let validator = TokenValidator::builder(tenants).keep_claims().build().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn keep_claims(mut self) -> Self {
        self.claims = KeptClaims::All;
        self
    }

    /// Sets the limits of the cache of verified tokens. Defaults to 16,384 tokens and 8 MiB.
    ///
    /// A client usually sends one token with many requests. The cache verifies such a token once,
    /// and returns its [`Caller`](crate::Caller) for the other requests.
    ///
    /// The cache accepts no token that would be refused without it. For each request, it checks
    /// that the token has not expired, its key is still published,
    /// [`tenant_filter`](Self::tenant_filter) still admits its tenant, and its version is still
    /// accepted ([`both_versions_until`](Self::both_versions_until)). It stores a hash of the
    /// token, and not the token itself.
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

    /// Sets keys, in place of the keys that the authority publishes: a [`Jwks`](crate::Jwks), or a
    /// [`SharedJwks`] that the service replaces while it runs.
    ///
    /// Use this in tests, and in services that cannot reach the authority, or that fetch its keys
    /// themselves. Nothing is fetched, and no async runtime is needed. If Entra replaces its keys,
    /// the validator does not notice: the service must [replace](SharedJwks::replace) them.
    ///
    /// The issuers follow from the tenant and the authority. For External ID (`ciamlogin.com`), set
    /// the authority in its tokens: `https://{tenant id}.ciamlogin.com`.
    pub fn jwks(mut self, keys: impl Into<SharedJwks>) -> Self {
        self.keys = Some(keys.into());
        self
    }
}
