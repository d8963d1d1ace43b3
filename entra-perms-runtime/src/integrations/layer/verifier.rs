//! From the token of a request to its caller.

use core::any::type_name;
use std::sync::Arc;

use super::mistakes::Mistakes;
use crate::caller::{ApiFacts, Caller};
use crate::challenge::{
    BearerError, Challenge, ProtectedResource, only_method, only_token, token_to_look_up,
};
use crate::guard::LayerMark;
use crate::model::Model;
use crate::validator::{Lookup, TokenValidator, Uncached};

/// Verifies the token of a request. The clones of a layer share one verifier.
#[derive(Debug)]
pub(in crate::integrations) struct Verifier<M: Model> {
    pub(super) validator: TokenValidator<M>,
    /// The facts that refusals tell clients. `None` if they are the validator's.
    pub(super) api_facts: Option<Arc<ApiFacts>>,
    /// The document that the layer serves at the root of the server.
    pub(super) document: Option<ProtectedResource>,
    pub(in crate::integrations) mistakes: Mistakes,
}

impl<M: Model> Verifier<M> {
    /// Looks up the token of a request in the cache, which never waits. Takes the values of the
    /// `Authorization` headers, and the query of the URL.
    ///
    /// A request without a token to look up is a miss, which
    /// [`verified_caller`](Self::verified_caller) then refuses.
    pub(in crate::integrations) fn look_up<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
    ) -> Lookup<M> {
        match token_to_look_up(authorization).and_then(|token| only_method(token, query)) {
            Ok(token) => self.validator.look_up(token),
            Err(_) => Lookup::Miss(Uncached::NEVER),
        }
    }

    /// Returns the caller, from the cache or by verifying the token.
    #[cfg(feature = "actix-web")]
    pub(in crate::integrations) async fn caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]> + Clone,
        query: Option<&str>,
    ) -> Result<Caller<M>, Challenge> {
        match self.look_up(authorization.clone(), query) {
            Lookup::Hit(caller) => Ok(caller),
            Lookup::Miss(uncached) => self.verified_caller(authorization, query, uncached).await,
        }
    }

    /// Verifies the token of a request that [`look_up`](Self::look_up) did not find in the cache.
    pub(in crate::integrations) async fn verified_caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
        uncached: Uncached,
    ) -> Result<Caller<M>, Challenge> {
        let token = only_token(authorization).and_then(|token| only_method(token, query));
        let verified = match token {
            Ok(token) => {
                let verified = self.validator.verify(token, uncached).await;
                verified.map_err(|error| error.challenge())
            }
            Err(error) => {
                log_refusal(error);
                Err(error.challenge())
            }
        };
        verified.map_err(|challenge| self.mark().complete(challenge))
    }

    /// Returns the document, if a request for this path asks for it. It is the path of the original
    /// request.
    pub(in crate::integrations) fn document_at(&self, path: &str) -> Option<&ProtectedResource> {
        let document = self.document.as_ref()?;
        document.paths().any(|served| served == path).then_some(document)
    }

    /// Returns the mark for a request that this verifier has verified.
    pub(in crate::integrations) fn mark(&self) -> LayerMark {
        LayerMark::new(type_name::<M>(), self.api_facts.clone())
    }

    /// Returns the caller as the guards behind this layer see it.
    pub(in crate::integrations) fn behind_layer(&self, caller: Caller<M>) -> Caller<M> {
        caller.behind_layer(self.api_facts.clone())
    }

    /// Warns if the request already had the mark of another layer.
    pub(in crate::integrations) fn warn_about_second_layer(&self, outer: Option<&LayerMark>) {
        if let Some(outer) = outer {
            self.mistakes.second_layer(outer.model, type_name::<M>());
        }
    }
}

/// Logs why no token can be read from a request. The validator logs the refusals of tokens.
fn log_refusal(error: BearerError) {
    match error {
        BearerError::Missing => tracing::debug!(%error, "request refused"),
        BearerError::Malformed(_) => tracing::info!(%error, "request refused"),
    }
}
