//! The layer in front of a service, which is the same in each framework: it says who called, and has the last word on refusals.

mod answering;
mod mistakes;

use core::any::type_name;
use std::sync::Arc;

#[cfg(feature = "actix-web")]
pub(super) use self::answering::Answered;
pub(super) use self::answering::{Answering, Returned};
use self::mistakes::Mistakes;
pub(super) use self::mistakes::is_preflight;
use crate::caller::Caller;
use crate::challenge::{
    BearerError, Challenge, ProblemJson, only_method, only_token, token_to_look_up,
};
use crate::guard::LayerMark;
use crate::model::Model;
use crate::validator::{Lookup, TokenError, TokenValidator, Uncached};

/// Verifies the access token of every request, and puts the [`Caller`] where `#[requires]` finds it: among the request's extensions.
///
/// Requests without a good token are answered here, as RFC 6750 says ([`Challenge`] has the table), and never reach the
/// service. **Every** request needs one, the preflight requests of CORS too: put the CORS layer
/// outside of this one, and what needs no token beside it. [`integrations`](crate::integrations)
/// shows the order for each framework, and lists the frameworks that have another way.
///
/// It also has a look at what comes back. Where the service answered with a refusal ([`Denied`](crate::Denied), as it is or through an error type that
/// answers as it does, with the same status), the layer adds [`resource_metadata`](Self::resource_metadata), or answers in the way of
/// [`refusal_response`](Self::refusal_response). The [`Challenge`] is among the extensions of each refusal that leaves the layer, for those that
/// count or log.
#[derive(Debug)]
pub struct EntraLayer<M: Model, A = ProblemJson> {
    pub(super) verifier: Arc<Verifier<M>>,
    pub(super) answering: Answering<A>,
}

/// Answers refusals in another way for a part of the service, which an [`EntraLayer`] further out leaves as they are. It verifies nothing, and
/// what the layer further out refuses never gets here.
#[derive(Clone, Debug)]
pub struct RefusalResponseLayer<A> {
    pub(super) answering: Answering<A>,
}

#[derive(Debug)]
pub(super) struct Verifier<M: Model> {
    validator: TokenValidator<M>,
    resource_metadata: Option<Arc<str>>,
    pub(super) mistakes: Mistakes,
}

impl<M: Model> EntraLayer<M> {
    /// Verifies tokens with this validator, and answers refusals with [`ProblemJson`].
    #[must_use]
    pub fn new(validator: TokenValidator<M>) -> Self {
        Self::answering(validator, Answering::in_http())
    }
}

impl<M: Model, A> EntraLayer<M, A> {
    pub(super) fn answering(validator: TokenValidator<M>, answering: Answering<A>) -> Self {
        let verifier =
            Verifier { validator, resource_metadata: None, mistakes: Mistakes::default() };
        Self { verifier: Arc::new(verifier), answering }
    }

    /// Tells callers whose request is refused where the metadata of this API is (RFC 9728, section 5.1): the URL at which
    /// [`TokenValidator::protected_resource`] is served.
    #[must_use]
    pub fn resource_metadata(self, url: impl AsRef<str>) -> Self {
        let verifier = Verifier {
            validator: self.verifier.validator.clone(),
            resource_metadata: Some(Arc::from(url.as_ref())),
            mistakes: Mistakes::default(),
        };
        Self { verifier: Arc::new(verifier), answering: self.answering }
    }

    /// Answers refusals in another way: those of this layer, and those of the service. See
    /// [`RespondToRefusal`](crate::challenge::RespondToRefusal).
    #[must_use]
    pub fn refusal_response<B>(self, answer: B) -> EntraLayer<M, B> {
        EntraLayer { verifier: self.verifier, answering: Answering::with(answer) }
    }
}

impl<A> RefusalResponseLayer<A> {
    /// Answers refusals in this way: see [`RespondToRefusal`](crate::challenge::RespondToRefusal).
    #[must_use]
    pub fn new(answer: A) -> Self {
        Self { answering: Answering::with(answer) }
    }
}

impl<M: Model> Verifier<M> {
    /// Looks up the token of a request in the cache, which never waits. Takes the values of the
    /// `Authorization` headers, and the query of the URL.
    ///
    /// Returns `None` if the request has no token to look up;
    /// [`verified_caller`](Self::verified_caller) then refuses the request.
    pub(super) fn look_up<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
    ) -> Option<Lookup<M>> {
        let token = token_to_look_up(authorization).and_then(|token| only_method(token, query));
        Some(self.validator.look_up(token.ok()?))
    }

    /// Returns the caller, from the cache or by verifying the token.
    #[cfg(feature = "actix-web")]
    pub(super) async fn caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]> + Clone,
        query: Option<&str>,
    ) -> Result<Caller<M>, Challenge> {
        let uncached = match self.look_up(authorization.clone(), query) {
            Some(Lookup::Hit(caller)) => return Ok(caller),
            Some(Lookup::Miss(uncached)) => Some(uncached),
            None => None,
        };
        self.verified_caller(authorization, query, uncached).await
    }

    /// Verifies the token of a request that [`look_up`](Self::look_up) did not find in the cache.
    pub(super) async fn verified_caller<'a>(
        &self,
        authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&str>,
        uncached: Option<Uncached>,
    ) -> Result<Caller<M>, Challenge> {
        let refused = match only_token(authorization).and_then(|token| only_method(token, query)) {
            Ok(token) => match self.verify(token, uncached).await {
                Ok(caller) => return Ok(caller),
                Err(error) => error.challenge(),
            },
            Err(error) => {
                match error {
                    BearerError::Missing => tracing::debug!(%error, "request refused"),
                    BearerError::Malformed(_) => tracing::info!(%error, "request refused"),
                }
                error.challenge()
            }
        };
        Err(self.mark().completed(refused))
    }

    async fn verify(
        &self,
        token: &str,
        uncached: Option<Uncached>,
    ) -> Result<Caller<M>, TokenError> {
        match uncached {
            Some(uncached) => self.validator.verify(token, uncached).await,
            None => self.validator.validate(token).await,
        }
    }

    /// What marks a request as verified here.
    pub(super) fn mark(&self) -> LayerMark {
        LayerMark::new(type_name::<M>(), self.resource_metadata.clone())
    }

    /// Notices that a request with a mark went through another layer already.
    pub(super) fn notice(&self, mark: Option<&LayerMark>) {
        if let Some(outer) = mark {
            self.mistakes.second_layer(outer.model, type_name::<M>());
        }
    }
}

impl LayerMark {
    /// With what only the layer knows.
    fn completed(&self, challenge: Challenge) -> Challenge {
        match &self.resource_metadata {
            Some(url) => challenge.with_resource_metadata(Arc::clone(url)),
            None => challenge,
        }
    }
}

impl<M: Model, A: Clone> Clone for EntraLayer<M, A> {
    fn clone(&self) -> Self {
        Self { verifier: Arc::clone(&self.verifier), answering: self.answering.clone() }
    }
}
