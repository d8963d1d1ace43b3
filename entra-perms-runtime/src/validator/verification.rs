//! The verification of one token, step by step.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::refused_token::RefusedToken;
use super::standing::TokenStanding;
use super::token::claims::{Claims, LoggedClaims, Permissions};
use super::token::compact::Compact;
use super::token::rules::{Checked, Subject};
use super::token_error::TokenError;
use super::{Inner, KeptClaims};
use crate::caller::{Caller, Details, Standing};
use crate::model::{Model, TokenVersion};

impl<M: Model> Inner<M> {
    /// Checks whether tokens of this issuer may be accepted now, if all else is right.
    pub(super) fn accepts_issuer(&self, issuer: &str) -> bool {
        self.rules.accepts_issuer(issuer, (self.clock)())
    }

    /// Checks whether tokens of this issuer may turn out to be accepted: an issuer of this
    /// validator is not known yet.
    pub(super) fn may_accept_issuer_later(&self, issuer: &str) -> bool {
        self.rules.may_accept_issuer_later(issuer, (self.clock)())
    }

    /// Verifies a token that is not cached.
    pub(super) async fn validate(
        self: &Arc<Self>,
        token: Compact<'_>,
    ) -> Result<Caller<M>, RefusedToken> {
        let edition = self.keys.keys().edition();
        let key = self.keys.find(&token.key_id()?).await?;
        if !key.verifying.verify(token.signed, &token.signature) {
            return Err(TokenError::Signature.into());
        }
        let payload = token.payload()?;
        let decided = self.decide(&payload, &key.issuers, |version| {
            Box::new(TokenStanding {
                validator: Arc::clone(self),
                version,
                key: Arc::clone(&key),
                trusted_in: AtomicU64::new(edition),
            })
        });
        decided.map_err(|error| RefusedToken { error, claims: LoggedClaims::read(&payload) })
    }

    /// Reads and checks the payload of a token whose signature was verified. `key_issuers` are the
    /// issuers that the key is published for. `standing` returns the token's standing, by its
    /// version.
    pub(super) fn decide(
        &self,
        payload: &[u8],
        key_issuers: &[String],
        standing: impl FnOnce(TokenVersion) -> Box<dyn Standing>,
    ) -> Result<Caller<M>, TokenError> {
        let mut permissions = Permissions::<M>::default();
        let claims = Claims::read(payload, &mut permissions)?;
        if let Some(only) = self.only_roles {
            permissions.held &= only;
        }
        let carried = permissions.carried();
        let now = (self.clock)();
        let checked = self.rules.check(&Subject { claims: &claims, carried, key_issuers, now })?;
        let Checked { version, identity, lifetime, actor, client_authentication } = checked;
        let handles_challenges = claims.client_handles_challenges();
        let details = Details {
            actor,
            client_authentication,
            origin: self.origin.clone(),
            standing: standing(version),
            api_facts: Arc::clone(&self.api_facts),
            unknown: claims.unknown.shrunk(),
            authentication_contexts: claims.authentication_contexts.0,
            claims_challenge: handles_challenges.then(|| self.authorization.clone()),
            claims: match self.claims {
                KeptClaims::None => None,
                KeptClaims::All => Some(payload.into()),
            },
        };
        let Permissions { held, granted } = permissions;
        Ok(Caller::new(identity, lifetime, held, granted, details))
    }
}
