//! From the token of a request to its sender.

use core::any::type_name;
use std::sync::Arc;

use super::credentials::Credentials;
use super::mistakes::Mistakes;
use crate::caller::{ApiFacts, Caller};
use crate::challenge::{BearerError, Challenge, ProtectedResource};
use crate::guard::{Anonymous, LayerMark, SignIn};
use crate::model::Model;
use crate::validator::{Lookup, TokenValidator, Uncached};

/// Verifies the token of a request. The clones of a layer share one verifier.
#[derive(Debug)]
pub(in crate::integrations) struct Verifier<M: Model> {
    pub(super) validator: TokenValidator<M>,
    pub(in crate::integrations) sign_in: SignIn,
    /// The facts that refusals tell clients. `None` if they are the validator's.
    pub(super) api_facts: Option<Arc<ApiFacts>>,
    /// The document that the layer serves at the root of the server.
    pub(super) document: Option<ProtectedResource>,
    pub(in crate::integrations) mistakes: Mistakes,
}

/// The sender of a request that a layer lets in.
pub(in crate::integrations) enum Sender<M: Model> {
    Caller(Caller<M>),
    /// The request has no token, and the layer does not require one.
    Anonymous,
}

/// The result of a first look at a request, which never waits.
pub(in crate::integrations) enum FirstLook<M: Model> {
    LetIn(Sender<M>),
    /// [`Verifier::verified_caller`] must decide.
    Undecided(Uncached),
}

impl<M: Model> Verifier<M> {
    /// Looks for the sender of a request without waiting: an anonymous one, or the caller of a
    /// cached token.
    pub(in crate::integrations) fn first_look(&self, credentials: Credentials<'_>) -> FirstLook<M> {
        if self.sign_in == SignIn::Optional && credentials.are_missing() {
            return FirstLook::LetIn(Sender::Anonymous);
        }
        match credentials.to_look_up() {
            Ok(token) => match self.validator.look_up(token) {
                Lookup::Hit(caller) => FirstLook::LetIn(Sender::Caller(caller)),
                Lookup::Miss(uncached) => FirstLook::Undecided(uncached),
            },
            Err(_) => FirstLook::Undecided(Uncached::NEVER),
        }
    }

    /// Returns the sender, at once or by verifying the token.
    #[cfg(feature = "actix-web")]
    pub(in crate::integrations) async fn sender(
        &self,
        credentials: Credentials<'_>,
    ) -> Result<Sender<M>, Challenge> {
        match self.first_look(credentials) {
            FirstLook::LetIn(sender) => Ok(sender),
            FirstLook::Undecided(uncached) => {
                let caller = self.verified_caller(credentials, uncached).await?;
                Ok(Sender::Caller(caller))
            }
        }
    }

    /// Verifies the token of a request whose sender [`first_look`](Self::first_look) did not
    /// find.
    pub(in crate::integrations) async fn verified_caller(
        &self,
        credentials: Credentials<'_>,
        uncached: Uncached,
    ) -> Result<Caller<M>, Challenge> {
        let verified = match credentials.token() {
            Ok(token) => {
                let verified = self.validator.verify(token, uncached).await;
                verified.map_err(|error| error.challenge())
            }
            Err(error) => {
                log_refusal(error);
                Err(error.challenge())
            }
        };
        verified.map_err(|challenge| self.own_mark().complete(challenge))
    }

    /// Returns the document, if a request for this path asks for it. It is the path of the original
    /// request.
    pub(in crate::integrations) fn document_at(&self, path: &str) -> Option<&ProtectedResource> {
        let document = self.document.as_ref()?;
        document.paths().any(|served| served == path).then_some(document)
    }

    /// Returns the mark for a request that this layer lets in. `outer` is the mark of another layer
    /// that let it in before.
    pub(in crate::integrations) fn mark(&self, outer: Option<&LayerMark>) -> LayerMark {
        if let Some(outer) = outer {
            self.warn_about_second_layer(outer);
        }
        self.own_mark().in_place_of(outer)
    }

    fn own_mark(&self) -> LayerMark {
        LayerMark::new(type_name::<M>(), self.sign_in, self.api_facts.clone())
    }

    /// Returns the caller as the guards behind this layer see it.
    pub(in crate::integrations) fn behind_layer(&self, caller: Caller<M>) -> Caller<M> {
        caller.behind_layer(self.api_facts.clone())
    }

    /// Returns the mark of an anonymous request.
    pub(in crate::integrations) fn anonymous(&self) -> Anonymous<M> {
        let api_facts = self.api_facts.as_ref().unwrap_or_else(|| self.validator.api_facts());
        Anonymous::new(Arc::clone(api_facts))
    }

    /// Warns about two layers. One that requires a token for a part of a service with optional
    /// sign-in is not a mistake.
    fn warn_about_second_layer(&self, outer: &LayerMark) {
        let inner = type_name::<M>();
        if outer.model != inner || outer.sign_in == self.sign_in {
            self.mistakes.second_layer(outer.model, inner);
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
