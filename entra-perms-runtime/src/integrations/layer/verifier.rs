//! From the token of a request to its sender.

use core::any::type_name;
use std::sync::Arc;

use super::browsers::{Browsers, NotTaken, Taken};
use super::credentials::Credentials;
use super::head::RequestHead;
#[cfg(feature = "actix-web")]
use super::head::Unchangeable;
use super::mistakes::Mistakes;
use crate::caller::{ApiFacts, Caller};
use crate::challenge::{BearerError, Challenge, ProtectedResource};
#[cfg(feature = "rmcp")]
use crate::guard::McpGuards;
use crate::guard::{Anonymous, CacheRule, ExtensionsMut, LayerMark, SignIn};
use crate::model::Model;
use crate::validator::{Lookup, TokenValidator, Uncached};

/// Verifies the token of a request. The clones of a layer share one verifier.
#[derive(Debug)]
pub(in crate::integrations) struct Verifier<M: Model> {
    pub(super) validator: TokenValidator<M>,
    pub(in crate::integrations) sign_in: SignIn,
    /// The facts that refusals tell clients. `None` if they are the validator's.
    pub(super) api_facts: Option<Arc<ApiFacts>>,
    /// The credentials that the layer accepts from browsers. `None` if it accepts only tokens in
    /// the header.
    pub(super) browsers: Option<Browsers<M>>,
    /// The document that the layer serves at the root of the server.
    pub(super) document: Option<ProtectedResource>,
    /// The guards of the tools that the headers of a request may name.
    #[cfg(feature = "rmcp")]
    pub(super) tools: Option<Arc<McpGuards<M>>>,
    pub(in crate::integrations) mistakes: Mistakes,
}

/// The sender of a request that a layer lets in.
pub(in crate::integrations) enum Sender<M: Model> {
    /// The caller, and the rule for caches about the response.
    Caller(Caller<M>, CacheRule),
    /// The request has no token, and the layer does not require one.
    Anonymous,
}

/// The result of a first look at a request, which never waits.
pub(in crate::integrations) enum FirstLook<M: Model> {
    LetIn(Sender<M>),
    /// [`Verifier::verified_caller`] must decide.
    Undecided(Undecided),
    Refused(Challenge),
}

/// A token that is not cached.
pub(in crate::integrations) struct Undecided {
    pub(in crate::integrations) uncached: Uncached,
    /// The value that was taken from another place than the `Authorization` header.
    pub(in crate::integrations) taken: TakenToken,
}

/// The credentials that were taken from another place than the `Authorization` header.
pub(in crate::integrations) struct TakenToken {
    /// The value of an `Authorization` header with the token. `None` if the token is in the header.
    authorization: Option<Vec<u8>>,
    /// The rule for caches about the response.
    pub(in crate::integrations) cache_rule: CacheRule,
}

impl TakenToken {
    const NOTHING: Self = Self { authorization: None, cache_rule: CacheRule::OfService };

    /// Returns this token, or else the token in the head of the request.
    pub(in crate::integrations) fn or_in<'a>(
        &'a self,
        head: &'a impl RequestHead,
    ) -> Credentials<'a> {
        Credentials::of(head).or_header(self.authorization.as_deref())
    }
}

impl<M: Model> Verifier<M> {
    /// Returns a verifier with these settings that has logged no mistake yet.
    pub(super) fn copy(&self) -> Self {
        Self {
            validator: self.validator.clone(),
            sign_in: self.sign_in,
            api_facts: self.api_facts.clone(),
            browsers: self.browsers.clone(),
            document: self.document.clone(),
            #[cfg(feature = "rmcp")]
            tools: self.tools.clone(),
            mistakes: Mistakes::default(),
        }
    }

    /// Looks for the sender of a request without waiting: an anonymous one, the caller of a cached
    /// token, or the holder of a ticket.
    ///
    /// Takes tickets, and tokens in other places than the header, out of the request.
    pub(in crate::integrations) fn first_look(&self, head: &mut impl RequestHead) -> FirstLook<M> {
        match self.find_sender(head) {
            FirstLook::LetIn(sender) => match self.admit(head, sender) {
                Ok(sender) => FirstLook::LetIn(sender),
                Err(challenge) => FirstLook::Refused(challenge),
            },
            other => other,
        }
    }

    /// Returns the sender, unless the request asks for something that its sender lacks scopes for.
    #[cfg_attr(
        not(feature = "rmcp"),
        expect(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "only tools have guards here"
        )
    )]
    pub(in crate::integrations) fn admit(
        &self,
        head: &impl RequestHead,
        sender: Sender<M>,
    ) -> Result<Sender<M>, Challenge> {
        #[cfg(feature = "rmcp")]
        if let Some(challenge) = self.refuses_tool(head, &sender) {
            return Err(challenge);
        }
        #[cfg(not(feature = "rmcp"))]
        let _ = head;
        Ok(sender)
    }

    fn find_sender(&self, head: &mut impl RequestHead) -> FirstLook<M> {
        let taken = match self.browsers.as_ref().map(|browsers| browsers.take(head)) {
            None | Some(Ok(Taken::Nothing(_))) => TakenToken::NOTHING,
            Some(Ok(Taken::Token(authorization))) => {
                TakenToken { authorization: Some(authorization), cache_rule: CacheRule::Forbidden }
            }
            Some(Ok(Taken::EqualToken)) => {
                TakenToken { authorization: None, cache_rule: CacheRule::Forbidden }
            }
            #[cfg(feature = "tickets")]
            Some(Ok(Taken::Ticket(caller))) => {
                return match self.check_holder(&caller) {
                    Ok(()) => FirstLook::LetIn(Sender::Caller(caller, CacheRule::Forbidden)),
                    Err(not_taken) => self.refuse(not_taken),
                };
            }
            Some(Err(not_taken)) => return self.refuse(not_taken),
        };
        let credentials = taken.or_in(head);
        if self.sign_in == SignIn::Optional && credentials.are_missing() {
            return FirstLook::LetIn(Sender::Anonymous);
        }
        let uncached = match credentials.to_look_up() {
            Ok(bytes) => match self.validator.look_up(bytes) {
                Lookup::Hit(caller) => {
                    return FirstLook::LetIn(Sender::Caller(caller, taken.cache_rule));
                }
                Lookup::Miss(uncached) => uncached,
            },
            Err(_) => Uncached::NEVER,
        };
        FirstLook::Undecided(Undecided { uncached, taken })
    }

    fn refuse(&self, not_taken: NotTaken) -> FirstLook<M> {
        FirstLook::Refused(self.own_mark().complete(not_taken.into_logged_challenge()))
    }

    /// Logs that the sender of a request cannot be stored in it, and returns the refusal.
    #[cfg(feature = "actix-web")]
    pub(in crate::integrations) fn cannot_store(&self, unchangeable: Unchangeable) -> Challenge {
        self.own_mark().complete(unchangeable.into_logged_challenge())
    }

    /// Checks that the validator of this layer would still accept the token of a ticket's holder.
    #[cfg(feature = "tickets")]
    fn check_holder(&self, caller: &Caller<M>) -> Result<(), NotTaken> {
        if !self.validator.has_verified(caller) {
            self.mistakes.other_validator();
            return Err(NotTaken::OtherValidator);
        }
        caller.recheck().map_err(NotTaken::Ended)
    }

    /// Returns the sender, at once or by verifying the token.
    #[cfg(feature = "actix-web")]
    pub(in crate::integrations) async fn sender(
        &self,
        head: &mut impl RequestHead,
    ) -> Result<Sender<M>, Challenge> {
        match self.first_look(head) {
            FirstLook::LetIn(sender) => Ok(sender),
            FirstLook::Undecided(Undecided { uncached, taken }) => {
                let caller = self.verified_caller(taken.or_in(head), uncached).await?;
                self.admit(head, Sender::Caller(caller, taken.cache_rule))
            }
            FirstLook::Refused(challenge) => Err(challenge),
        }
    }

    /// Verifies the token of a request whose sender [`first_look`](Self::first_look) did not find.
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

    /// Stores the sender and the layer's mark in the extensions of the request. Returns the mark.
    pub(in crate::integrations) fn store(
        &self,
        extensions: &mut impl ExtensionsMut,
        sender: Sender<M>,
    ) -> LayerMark {
        let mark = self.mark(extensions.outer_mark(), &sender);
        extensions.put(mark.clone());
        match sender {
            Sender::Caller(caller, _) => extensions.put(self.behind_layer(caller)),
            Sender::Anonymous => {
                // An outer layer may have taken the token away, so that this layer has not judged
                // it.
                extensions.discard::<Caller<M>>();
                extensions.put(self.anonymous());
            }
        }
        mark
    }

    /// Returns the mark for a request that this layer lets in. `outer` is the mark of another layer
    /// that let it in before.
    fn mark(&self, outer: Option<&LayerMark>, sender: &Sender<M>) -> LayerMark {
        if let Some(outer) = outer {
            self.warn_about_second_layer(outer);
        }
        let mark = self.own_mark().in_place_of(outer);
        match sender {
            Sender::Caller(_, cache_rule) => LayerMark { cache_rule: *cache_rule, ..mark },
            Sender::Anonymous => mark,
        }
    }

    pub(super) fn own_mark(&self) -> LayerMark {
        LayerMark::new(type_name::<M>(), self.sign_in, self.api_facts.clone())
    }

    /// Returns the caller as the guards behind this layer see it.
    pub(super) fn behind_layer(&self, caller: Caller<M>) -> Caller<M> {
        caller.behind_layer(self.api_facts.clone())
    }

    /// Returns the mark of an anonymous request.
    pub(super) fn anonymous(&self) -> Anonymous<M> {
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
