//! The validator: it verifies a token and returns its [`Caller`]. In data order:
//!
//! - `tenants`, `authority`, `app_id_uris`, `builder`: the settings, fixed when the service starts;
//! - `several`: the choice between several validators;
//! - `cache`: tokens that were verified before;
//! - `verification`: the steps for every other token;
//! - `token/compact`: the parts of a token, and the id of its key;
//! - `keys`: the keys, given or fetched, and the signature;
//! - `readiness`: whether there are keys;
//! - `known_issuers`, `issuer_rule`: the issuers, and the rule for them;
//! - `token/claims`: the payload, read once;
//! - `token/rules`: the rules for the claims;
//! - `standing`: whether a verified token is still accepted;
//! - `token_error`, `build_error`: the reasons for refusing a token, or not building a validator;
//! - `refused_token`: the log of refused tokens;
//! - `explanation`: every check of a token, for the command;
//! - `public_facts`: the facts that refusals and documents tell clients;
//! - `statistics`: the numbers of tokens and of fetches of keys.

mod app_id_uris;
mod authority;
mod build_error;
mod builder;
mod cache;
mod claim;
#[cfg(feature = "__internals")]
pub mod explanation;
#[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
pub mod internals;
mod issuer_rule;
mod keys;
mod known_issuers;
mod public_facts;
mod readiness;
mod refused_token;
mod several;
mod standing;
mod statistics;
mod tenants;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
mod token;
mod token_error;
mod verification;

use core::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use app_id_uris::AppIdUris;
#[cfg(any(feature = "testing", feature = "__internals"))]
pub(crate) use authority::{Authority, TENANT_PLACEHOLDER};
pub(crate) use authority::{is_loopback, trusted_url};
pub use build_error::{BuildError, FetchError};
pub use builder::TokenValidatorBuilder;
#[cfg(feature = "testing")]
pub(crate) use builder::registration::choose as choose_registration;
pub use cache::TokenCache;
pub(crate) use cache::{Lookup, Uncached};
pub use keys::jwks::Jwks;
pub use keys::shared_jwks::SharedJwks;
#[cfg(feature = "metrics")]
pub use statistics::ValidatorMetrics;
pub use statistics::{KeyFetches, ValidatorStatistics};
#[cfg(feature = "testing")]
pub(crate) use tenants::parse as parse_tenant;
pub use tenants::{InvalidTenant, Tenants};
pub use token_error::{Excerpt, Fault, TokenError};

use self::cache::VerifiedTokens;
use self::keys::KeySource;
use self::refused_token::RefusedToken;
use self::several::Several;
use self::statistics::{TokenCounts, TokenResult};
use self::token::compact::Compact;
use self::token::rules::Rules;
use crate::caller::{ApiFacts, AuthorizationEndpoint, Caller, Origin};
use crate::model::{Model, PermissionSet};

/// A validator that turns the access tokens of one app registration into callers.
///
/// Build it once with [`builder`](Self::builder), when the service starts; clones are cheap and
/// share keys and cache. The layer of a framework then calls [`validate`](Self::validate) for each
/// request. The manifest of the registration ([`AppRegistration`](crate::AppRegistration)) says
/// which tokens Entra issues for the API.
///
/// # Checks
///
/// A token must pass these checks, in this order:
///
/// 1. **Size:** the token has at most 250 KiB.
/// 2. **Form:** it has three parts in base64url (RFC 7515, section 7.1). Five parts are an
///    encrypted token, which is refused.
/// 3. **Header:** the algorithm is RS256, and there is a `kid`. There is no `crit`, and no `nonce`,
///    which tokens for Microsoft Graph have. Keys in the header are ignored.
/// 4. **Key:** the issuer publishes a key with this `kid`.
/// 5. **Signature:** the key signed the token. No claim is read before this check, except the
///    issuer if it chooses between [several validators](Self::any_of).
/// 6. **Claims:** the payload is a JSON object, no claim is duplicate, and each claim has the right
///    shape.
/// 7. **Rules** (<https://learn.microsoft.com/entra/identity-platform/claims-validation>):
///     1. its version (`ver`) is v1.0 or v2.0;
///     2. it is an access token, not an ID token;
///     3. it is for a user or an application (`idtyp`), not for a device;
///     4. Entra issues this version for the API, or did
///        [until recently](TokenValidatorBuilder::both_versions_until);
///     5. the API serves the tenant (`tid`);
///     6. the issuer (`iss`) is the tenant's, and the key is published for this issuer;
///     7. the [tenant filter](TokenValidatorBuilder::tenant_filter) admits the tenant;
///     8. the audience (`aud`) is this API;
///     9. the token is valid now (`nbf`, `exp`);
///     10. the token is not bound to a key (`cnf`);
///     11. if the token has no scopes and the manifest requests `idtyp`, the token has `idtyp`;
///     12. the ids of the client (`azp`, in v1.0 tokens `appid`) and of the caller (`oid`) are
///         GUIDs;
///     13. the claims about AI agents (`xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`) do not
///         contradict each other: an agent's user account is the subject of a delegated token
///         only, whose actor is an agent; an agent identity is the subject of an app-only token
///         only;
///     14. the token carries at least one role or scope of this API, unless its `idtyp` is `app`
///         and the service [accepts that](TokenValidatorBuilder::accept_apps_without_roles).
///
/// The caller of a valid token has its effective permissions: the roles held, and for a client that
/// acts for a user, only those that the granted scopes map to.
///
/// Verified tokens are cached until they expire, their key is withdrawn, or their tenant or version
/// is no longer accepted: see [`token_cache`](TokenValidatorBuilder::token_cache).
///
/// For an API that accepts tokens of several authorities, [`any_of`](Self::any_of) makes one
/// validator of several.
pub struct TokenValidator<M: Model> {
    inner: Arc<Inner<M>>,
    /// `None` if the cache is disabled.
    cache: Option<Arc<VerifiedTokens<M>>>,
    /// The validators that judge tokens in place of this one, which is the first of them. `None` if
    /// this one judges alone.
    several: Option<Arc<Several<M>>>,
}

struct Inner<M: Model> {
    keys: KeySource,
    /// The tokens that this validator has judged.
    tokens: TokenCounts,
    rules: Rules,
    app_id_uris: AppIdUris,
    /// The facts that refusals tell clients, unless a layer tells them others.
    api_facts: Arc<ApiFacts>,
    /// The endpoint of the authority to which claims challenges send clients.
    authorization: AuthorizationEndpoint,
    /// The registration and the authority, for callers.
    origin: Origin,
    /// The roles that count. `None` if all do.
    only_roles: Option<PermissionSet<M::Role>>,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    claims: KeptClaims,
}

/// The choice to keep the claims for [`Caller::claims`].
#[derive(Clone, Copy, Debug)]
enum KeptClaims {
    None,
    All,
}

impl<M: Model> TokenValidator<M> {
    /// Returns a builder for a validator that accepts tokens of these tenants.
    ///
    /// The other settings come from the manifest, and can be overridden. If the program was built
    /// for several app registrations, [`client_id`](TokenValidatorBuilder::client_id) must choose
    /// one.
    ///
    /// ```no_run
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::Tenants;
    /// use permissions::TokenValidator;
    ///
    /// # fn main() {}
    /// # async fn build() -> Result<(), Box<dyn std::error::Error>> {
    /// let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    /// let validator = TokenValidator::builder(tenant).build().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(tenants: Tenants) -> TokenValidatorBuilder<M> {
        TokenValidatorBuilder::new(tenants)
    }

    /// Verifies a token, and returns its caller. The token is the text behind `Bearer ` in an
    /// `Authorization` header.
    ///
    /// This completes without waiting unless keys are fetched and the token names an unknown key.
    /// It then waits for a refresh of the keys, for at most five seconds. Unknown keys cause at
    /// most two refreshes in succession, and one more each minute. Refreshes run on the runtime
    /// that built the validator.
    ///
    /// A refused token is logged with `error`, `fault`, and, if its signature was verified,
    /// `token_id` (`uti`), which also identifies the token in the tenant's sign-in logs, and the
    /// `blueprint` of an AI agent. The level is `WARN` if the signature was verified and the
    /// service or the authority is at fault, and `INFO` otherwise.
    ///
    /// # Errors
    /// Returns [`TokenError`] if the token is refused: the reason, and whose
    /// [fault](TokenError::fault) it is. The error never shows the token.
    pub async fn validate(&self, token: &str) -> Result<Caller<M>, TokenError> {
        match self.look_up(token.as_bytes()) {
            Lookup::Hit(caller) => Ok(caller),
            Lookup::Miss(uncached) => self.verify(token, uncached).await,
        }
    }

    /// Looks up a token in the cache.
    pub(crate) fn look_up(&self, token: &[u8]) -> Lookup<M> {
        match &self.several {
            None => self.look_up_alone(token),
            Some(several) => several.look_up(token),
        }
    }

    /// Looks up a token in the cache of this validator, also if it is one of several.
    fn look_up_alone(&self, token: &[u8]) -> Lookup<M> {
        let Some(cache) = &self.cache else { return Lookup::Miss(Uncached::NEVER) };
        let lookup = cache.look_up(token);
        if let Lookup::Hit(_) = lookup {
            self.inner.tokens.add(TokenResult::FromCache);
        }
        lookup
    }

    /// Verifies a token, and caches the caller. [`look_up`](Self::look_up) returned `uncached` for
    /// this token.
    pub(crate) async fn verify(
        &self,
        token: &str,
        uncached: Uncached,
    ) -> Result<Caller<M>, TokenError> {
        let verified = match &self.several {
            None => self.verify_alone(token, uncached).await,
            Some(several) => several.verify(token).await,
        };
        verified.map_err(RefusedToken::into_logged_error)
    }

    async fn verify_alone(
        &self,
        token: &str,
        uncached: Uncached,
    ) -> Result<Caller<M>, RefusedToken> {
        let verified = match Compact::parse(token) {
            Ok(compact) => self.inner.validate(compact).await,
            Err(malformed) => Err(malformed.into()),
        };
        self.keep(token, uncached, &verified);
        verified
    }

    /// Counts a token by the result of its verification, and caches its caller.
    fn keep(&self, token: &str, uncached: Uncached, verified: &Result<Caller<M>, RefusedToken>) {
        let Ok(caller) = verified else {
            self.inner.tokens.add(TokenResult::Refused);
            return;
        };
        self.inner.tokens.add(TokenResult::Verified);
        if let Some(cache) = &self.cache {
            cache.insert(uncached, token.as_bytes(), caller.clone());
        }
    }

    /// Returns the time by the clock of this validator, or of the first of several.
    #[cfg(all(feature = "tickets", any(feature = "tower", feature = "actix-web")))]
    pub(crate) fn now(&self) -> SystemTime {
        (self.inner.clock)()
    }

    /// Returns the rules of this validator, or of the first of several.
    pub(crate) fn rules(&self) -> &Rules {
        &self.inner.rules
    }
}

impl<M: Model> Clone for TokenValidator<M> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            cache: self.cache.clone(),
            several: self.several.clone(),
        }
    }
}

/// Shows whose tokens are accepted, and no key. Several validators are a list.
impl<M: Model> fmt::Debug for TokenValidator<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.several.is_some() {
            return f.debug_list().entries(self.members()).finish();
        }
        let Rules { issuer, audiences, versions, .. } = &self.inner.rules;
        f.debug_struct("TokenValidator")
            .field("issuer", issuer)
            .field("audiences", audiences)
            .field("versions", versions)
            .finish_non_exhaustive()
    }
}
