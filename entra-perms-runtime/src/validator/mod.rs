//! From a token to a [`Caller`]. In data order:
//!
//! - `tenant`, `authority`, `registration`, `builder`: what is fixed when the service starts;
//! - `compact`: the parts of a token, and the id of its key;
//! - `keys`, `discovery` over `fetch`: the keys, given or fetched;
//! - `signature`: whether the key signed it;
//! - `claims`: the payload, read once, straight into sets;
//! - `rules`: what the claims must say;
//! - `error`: why not.

mod authority;
mod builder;
mod claims;
mod compact;
#[cfg(feature = "discovery")]
mod discovery;
mod error;
#[cfg(feature = "discovery")]
mod fetch;
mod keys;
mod registration;
mod rules;
mod signature;
mod tenant;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

#[cfg(feature = "testing")]
pub(crate) use authority::Authority;
pub use builder::TokenValidatorBuilder;
pub use error::{BuildError, Excerpt, TokenError};
#[cfg(feature = "testing")]
pub(crate) use registration::choose as choose_registration;
pub use tenant::{InvalidTenant, Tenant};

use self::claims::Claims;
use self::compact::Compact;
use self::keys::{Key, Keys};
use self::rules::Rules;
use self::signature::Backend;
use crate::caller::{Caller, Details};
use crate::model::Model;

/// Verifies access tokens, and says what their callers may do. Made once at start, and cheap to clone.
///
/// It is for one app registration, whose manifest says what the tokens are like ([`AppRegistration`](crate::AppRegistration)).
///
/// A token must pass, in this order:
///
/// 1. size: at most 250 KB;
/// 2. form: three parts in base64url (RFC 7515, section 7.1);
/// 3. header: RS256, a `kid`, no `crit`; keys that the header brings along are ignored;
/// 4. key: one that the issuer publishes under that `kid`;
/// 5. signature;
/// 6. claims, read once; up to here none of them was looked at;
/// 7. rules: version, tenant, issuer, audience, lifetime, kind of caller (`idtyp` where the manifest asks for it), client, and at
///    least one role or scope of this API (<https://learn.microsoft.com/entra/identity-platform/claims-validation>);
/// 8. the intersection of the roles held with those that the granted scopes lead to.
pub struct TokenValidator<M: Model> {
    inner: Arc<Inner>,
    model: PhantomData<M>,
}

struct Inner {
    backend: Backend,
    keys: KeySource,
    rules: Rules,
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    claims: KeptClaims,
}

/// Where keys come from.
enum KeySource {
    Fixed(Keys),
    #[cfg(feature = "discovery")]
    Discovered(Arc<discovery::Discovery>),
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
    pub fn builder(tenant: Tenant) -> TokenValidatorBuilder<M> {
        TokenValidatorBuilder::new(tenant)
    }

    /// Verifies a token: the string behind `Bearer ` in an `Authorization` header.
    ///
    /// It waits for nothing, unless keys are fetched and the token names a key that is not known yet: then for one
    /// request to the authority, which happens at most every five minutes.
    ///
    /// # Errors
    /// [`TokenError`], which says what is wrong, and never shows the token.
    pub async fn validate(&self, token: &str) -> Result<Caller<M>, TokenError> {
        let token = Compact::parse(token)?;
        let key = self.inner.keys.find(&token.kid).await.ok_or(TokenError::UnknownKey)?;
        self.inner.decide(&token, &key)
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.inner.rules
    }
}

impl Inner {
    fn decide<M: Model>(&self, token: &Compact<'_>, key: &Key) -> Result<Caller<M>, TokenError> {
        if !self.backend.verify(&key.decoding, token.signed, &token.signature) {
            return Err(TokenError::Signature);
        }
        let payload = token.payload()?;
        let claims = Claims::<M>::read(&payload)?;
        let identity = self.rules.check(&claims, key.issuer.as_deref(), (self.clock)())?;
        let (held, granted, unknown) = (claims.held, claims.granted, claims.unknown.0);
        let claims = match self.claims {
            KeptClaims::None => None,
            KeptClaims::All => Some(payload.into_boxed_slice()),
        };
        Ok(Caller::new(identity, held, granted, Details { unknown, claims }))
    }
}

impl KeySource {
    #[cfg_attr(
        not(feature = "discovery"),
        expect(clippy::unused_async, reason = "keys that are fetched may have to be waited for")
    )]
    async fn find(&self, kid: &str) -> Option<Arc<Key>> {
        match self {
            Self::Fixed(keys) => keys.current().find(kid),
            #[cfg(feature = "discovery")]
            Self::Discovered(discovery) => discovery.find(kid).await,
        }
    }
}

impl<M: Model> Clone for TokenValidator<M> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), model: PhantomData }
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
