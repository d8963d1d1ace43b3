//! From a token to a [`Caller`]. In data order:
//!
//! - `tenant`, `authority`, `registration`, `builder`: what is fixed when the service starts;
//! - `compact`: the parts of a token, and the id of its key;
//! - `jwks`, `keys`, `discovery` over `metadata` and `fetch`: the keys, given or fetched;
//! - `signature`: whether the key signed it;
//! - `claims`: the payload, read once, straight into sets;
//! - `rules` over `optional_claim`: what the claims must say;
//! - `cache` over `fingerprint`: tokens that were verified;
//! - `token_error`, `build_error`: why not.

mod authority;
mod build_error;
mod builder;
mod cache;
#[cfg(all(any(fuzzing, entra_perms_testing), feature = "__internals"))]
pub mod internals;
mod keys;
mod tenants;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
mod token;
mod token_error;

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

#[cfg(feature = "testing")]
pub(crate) use authority::Authority;
#[cfg(feature = "testing")]
pub(crate) use authority::TENANT_PLACEHOLDER;
pub use build_error::BuildError;
pub use builder::TokenValidatorBuilder;
#[cfg(feature = "testing")]
pub(crate) use builder::registration::choose as choose_registration;
pub use keys::jwks::Jwks;
#[cfg(feature = "testing")]
pub(crate) use tenants::parse as parse_tenant;
pub use tenants::{InvalidTenant, Tenants};
pub use token_error::{Excerpt, Fault, TokenError};

use self::cache::fingerprint::Fingerprint;
use self::cache::{Known, TokenCache};
use self::keys::{Key, Keys};
use self::token::claims::{self, Claims};
use self::token::compact::Compact;
use self::token::rules::Rules;
use crate::caller::{AuthorizationEndpoint, Caller, Details};
use crate::model::Model;

/// Verifies access tokens, and says what their callers may do. Made once at start, and cheap to clone.
///
/// It is for one app registration, whose manifest says what the tokens are like
/// ([`AppRegistration`](crate::AppRegistration)).
///
/// A token must pass, in this order:
///
/// 1. size: at most 250 KB;
/// 2. form: three parts in base64url (RFC 7515, section 7.1); five parts are an encrypted token,
///    which is refused;
/// 3. header: RS256, a `kid`, no `crit`, and no `nonce`, which tokens for Microsoft Graph have; keys that the header brings along
///    are ignored;
/// 4. key: one that the issuer publishes under that `kid`;
/// 5. signature;
/// 6. claims, read once; up to here none of them was looked at;
/// 7. rules: no ID token and no device's token, version, tenant, issuer (the key's, too), audience,
///    lifetime, no binding to a key (`cnf`), kind of caller (`idtyp` if the manifest requests it),
///    client, and at least one role or scope of this API
///    (<https://learn.microsoft.com/entra/identity-platform/claims-validation>);
/// 8. the intersection of the roles held with those that the granted scopes lead to.
///
/// A token that was verified is not verified again while it is good, the key that signed it is trusted and its tenant admitted; see
/// [`token_cache`](TokenValidatorBuilder::token_cache).
pub struct TokenValidator<M: Model> {
    inner: Arc<Inner>,
    cache: Option<Arc<TokenCache<M>>>,
}

struct Inner {
    keys: KeySource,
    rules: Rules,
    /// Where clients of the authority ask users to sign in.
    authorization: AuthorizationEndpoint,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    claims: KeptClaims,
}

/// Where keys come from.
enum KeySource {
    Fixed(Keys),
    #[cfg(feature = "discovery")]
    Discovered(Arc<keys::discovery::Discovery>),
}

/// What becomes of the payload when the decision is made.
#[derive(Clone, Copy, Debug)]
enum KeptClaims {
    /// It is dropped.
    None,
    /// It is kept for [`Caller::claims`].
    All,
}

impl<M: Model> TokenValidator<M> {
    /// A validator of tokens from `tenant`. All else is in the manifest, and can be overridden; where the program was built
    /// for several app registrations, [`client_id`](TokenValidatorBuilder::client_id) must choose one.
    pub fn builder(tenant: Tenants) -> TokenValidatorBuilder<M> {
        TokenValidatorBuilder::new(tenant)
    }

    /// Verifies a token: the string behind `Bearer ` in an `Authorization` header.
    ///
    /// It waits for nothing, unless keys are fetched and the token names an unknown key. Then it
    /// waits for the authority, for at most five seconds. The authority is asked for unknown keys
    /// at most twice at once, and once more each minute, on the runtime that the validator was
    /// built on.
    ///
    /// A refusal is logged with `error`, `fault`, and, if the signature was good, `token_id`
    /// (`uti`), by which the tenant's sign-in logs name the token too. Its level is `WARN` if the
    /// signature was good and the service or the authority is at fault, and otherwise `INFO`.
    ///
    /// # Errors
    /// [`TokenError`], which says what is wrong and whose [fault](TokenError::fault) it is, and never shows the token.
    pub async fn validate(&self, token: &str) -> Result<Caller<M>, TokenError> {
        match self.look_up(token.as_bytes()) {
            Ok(caller) => Ok(caller),
            Err(miss) => self.verify(token, miss).await,
        }
    }

    /// The caller of a token that was verified before, and would be again.
    pub(crate) fn look_up(&self, token: &[u8]) -> Result<Caller<M>, CacheMiss> {
        let Some(cache) = &self.cache else { return Err(CacheMiss::default()) };
        let Some(fingerprint) = cache.fingerprint(token) else { return Err(CacheMiss::default()) };
        match cache.find(&fingerprint) {
            Some(known) if self.inner.still_takes(&known) => return Ok(known.caller.clone()),
            Some(_) => cache.forget(&fingerprint),
            None => {}
        }
        Err(CacheMiss(Some(fingerprint)))
    }

    /// What [`validate`](Self::validate) does with a token that it [does not know](Self::look_up).
    pub(crate) async fn verify(
        &self,
        token: &str,
        miss: CacheMiss,
    ) -> Result<Caller<M>, TokenError> {
        let known = self.inner.validate(token).await.map_err(Refusal::logged)?;
        let caller = known.caller.clone();
        if let (Some(cache), CacheMiss(Some(fingerprint))) = (&self.cache, miss) {
            debug_assert_eq!(
                cache.fingerprint(token.as_bytes()),
                Some(fingerprint),
                "of another token"
            );
            cache.keep(fingerprint, known);
        }
        Ok(caller)
    }

    /// Verifies the tokens of these callers anew, the next time they come: where what the service makes of them while they are verified
    /// has changed. It refuses nobody whose token is good.
    pub fn forget(&self, callers: impl Fn(&Caller<M>) -> bool) {
        if let Some(cache) = &self.cache {
            cache.forget_callers(callers);
        }
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.inner.rules
    }

    /// The v2.0 endpoint of this name, `authorize` or `token`, of the tenant, or of `organizations` where there are several.
    /// <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow>
    #[cfg(feature = "utoipa")]
    pub(crate) fn oauth_endpoint(&self, name: &str) -> String {
        let authority = &self.inner.authorization.authority;
        format!("{authority}/{}/oauth2/v2.0/{name}", self.inner.rules.issuer.tenants().segment())
    }
}

/// A token that the cache does not know, by its fingerprint: whoever verifies it must verify that very token, since its caller is kept by this.
#[derive(Default)]
pub(crate) struct CacheMiss(Option<Fingerprint>);

impl Inner {
    /// Whether a token that was verified would be taken again: all that can have changed.
    fn still_takes<M: Model>(&self, known: &Known<M>) -> bool {
        let now = (self.clock)();
        self.rules.is_current(known.caller.lifetime(), now)
            && self.still_trusts(known)
            && self.rules.tenant_filter.admits(known.caller.tenant())
    }

    /// The keys are looked at once for each edition.
    fn still_trusts<M: Model>(&self, known: &Known<M>) -> bool {
        let edition = self.keys.keys().edition();
        if known.trusted_in.load(Ordering::Relaxed) == edition {
            return true;
        }
        let same = self
            .keys
            .keys()
            .current()
            .find(&known.key.kid)
            .is_some_and(|key| key.signs_as(&known.key));
        if same {
            known.trusted_in.store(edition, Ordering::Relaxed);
        }
        same
    }

    async fn validate<M: Model>(&self, token: &str) -> Result<Known<M>, Refusal> {
        let token = Compact::parse(token)?;
        let edition = self.keys.keys().edition();
        let key = self.keys.find(&token.key_id()?).await?;
        if !key.verifying.verify(token.signed, &token.signature) {
            return Err(TokenError::Signature.into());
        }
        let payload = token.payload()?;
        let caller = self
            .decide(&payload, &key.issuers)
            .map_err(|error| Refusal { error, token_id: claims::token_id(&payload) })?;
        Ok(Known { caller, key, trusted_in: AtomicU64::new(edition) })
    }

    /// On the payload of a token whose signature is good, and the issuers of its key.
    fn decide<M: Model>(
        &self,
        payload: &[u8],
        key_issuers: &[String],
    ) -> Result<Caller<M>, TokenError> {
        let claims = Claims::<M>::read(payload)?;
        let (identity, lifetime) = self.rules.check(&claims, key_issuers, (self.clock)())?;
        // Microsoft's samples write it in capitals, too.
        let handles_challenges = claims
            .client_capabilities
            .0
            .iter()
            .any(|capability| capability.eq_ignore_ascii_case("cp1"));
        let details = Details {
            unknown: claims.unknown.shrunk(),
            authentication_contexts: claims.authentication_contexts.0,
            claims_challenge: handles_challenges.then(|| self.authorization.clone()),
            claims: match self.claims {
                KeptClaims::None => None,
                KeptClaims::All => Some(payload.into()),
            },
        };
        Ok(Caller::new(identity, lifetime, claims.held, claims.granted, details))
    }
}

/// Why a token is refused, and which it was.
struct Refusal {
    error: TokenError,
    /// Of a token whose signature was good: of others nothing is believed, its id neither.
    token_id: Option<Excerpt>,
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self { error, token_id: None }
    }
}

impl Refusal {
    fn logged(self) -> TokenError {
        let Self { error, token_id } = self;
        let fault = error.fault();
        // As the sign-in logs have it, so that it can be searched for.
        let token_id =
            token_id.as_ref().map(|id| tracing::field::display(id.as_str().escape_debug()));
        // Anyone can make up such a token, and must not be able to fill the log with warnings.
        let unverified = matches!(error, TokenError::KeysUnavailable | TokenError::Encrypted);
        match fault {
            Fault::Service | Fault::Authority if !unverified => {
                tracing::warn!(%error, %fault, token_id, "token refused");
            }
            _ => tracing::info!(%error, %fault, token_id, "token refused"),
        }
        error
    }
}

impl KeySource {
    fn keys(&self) -> &Keys {
        match self {
            Self::Fixed(keys) => keys,
            #[cfg(feature = "discovery")]
            Self::Discovered(discovery) => discovery.keys(),
        }
    }

    #[cfg_attr(
        not(feature = "discovery"),
        expect(clippy::unused_async, reason = "keys that are fetched may have to be waited for")
    )]
    async fn find(&self, kid: &str) -> Result<Arc<Key>, TokenError> {
        match self {
            Self::Fixed(keys) => keys.current().find(kid).ok_or(TokenError::UnknownKey),
            #[cfg(feature = "discovery")]
            Self::Discovered(discovery) => discovery.find(kid).await,
        }
    }
}

impl<M: Model> Clone for TokenValidator<M> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), cache: self.cache.clone() }
    }
}

/// Names who may call, and no key.
impl<M: Model> fmt::Debug for TokenValidator<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rules { issuer, audiences, version, .. } = &self.inner.rules;
        f.debug_struct("TokenValidator")
            .field("issuer", issuer)
            .field("audiences", audiences)
            .field("version", version)
            .finish_non_exhaustive()
    }
}
