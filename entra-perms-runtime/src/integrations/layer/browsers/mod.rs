//! Tokens and tickets of browsers, which cannot set a header for a WebSocket or an event stream.
//!
//! Nothing of this is on unless the service asks for it.
//!
//! - this file: the settings, and the order in which they apply;
//! - `protocols`: a token among the protocols of a WebSocket;
//! - `settings`: the methods of the layer;
//! - `query`: tickets and tokens in the URL, which the service does not see.

mod protocols;
mod query;
mod settings;

use self::protocols::is_http_token;
pub use self::settings::InvalidProtocol;
use super::credentials::Credentials;
use super::head::{RequestHead, Unchangeable};
#[cfg(feature = "tickets")]
use super::tickets::Tickets;
#[cfg(feature = "tickets")]
use crate::caller::{Caller, Ended};
use crate::challenge::{BearerError, Challenge};
use crate::model::Model;

/// The credentials that a layer accepts from browsers.
#[derive(Clone, Debug)]
pub(super) struct Browsers<M: Model> {
    /// The protocols of the service's WebSockets, next to which a token may be offered.
    pub(super) protocols: Vec<String>,
    pub(super) url_token: UrlToken,
    #[cfg(feature = "tickets")]
    pub(super) tickets: Option<Tickets<M>>,
    #[cfg(not(feature = "tickets"))]
    model: core::marker::PhantomData<fn() -> M>,
}

/// The treatment of a token in the URL next to a token in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UrlToken {
    /// The request is malformed.
    Refused,
    /// If the two are equal, the one in the URL is removed.
    RemovedIfEqual,
}

/// The credentials that were taken from a request, so that the service does not see them.
pub(super) enum Taken<M: Model> {
    Nothing(core::marker::PhantomData<fn() -> M>),
    /// The value of an `Authorization` header with the token.
    Token(Vec<u8>),
    /// A token in the URL that equals the token of the header.
    EqualToken,
    /// The caller to whom the ticket was issued.
    #[cfg(feature = "tickets")]
    Ticket(Caller<M>),
}

/// The reason why credentials of a browser are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    Malformed(BearerError),
    /// The credentials cannot be removed from the request.
    Unchangeable(Unchangeable),
    /// A token is offered, but no protocol of the service.
    NoProtocol,
    /// A token is offered as a protocol, but the request opens no WebSocket.
    NoUpgrade,
    /// The ticket is unknown, used or expired, or is not in a `GET` request.
    #[cfg(feature = "tickets")]
    BadTicket,
    /// Another validator verified the holder of the ticket.
    #[cfg(feature = "tickets")]
    OtherValidator,
    /// The token of the ticket's holder is no longer accepted.
    #[cfg(feature = "tickets")]
    Ended(Ended),
}

/// Credentials in two places are refused: components could disagree about which of them counts.
const SEVERAL: NotTaken =
    NotTaken::Malformed(BearerError::Malformed("more than one token or ticket"));

impl<M: Model> Browsers<M> {
    pub(super) const fn none() -> Self {
        Self {
            protocols: Vec::new(),
            url_token: UrlToken::Refused,
            #[cfg(feature = "tickets")]
            tickets: None,
            #[cfg(not(feature = "tickets"))]
            model: core::marker::PhantomData,
        }
    }

    /// Takes the credentials of a browser out of a request.
    pub(super) fn take(&self, head: &mut impl RequestHead) -> Result<Taken<M>, NotTaken> {
        if let Some(offered) = protocols::offered(head, &self.protocols)? {
            self.take_protocol(head, offered)
        } else if let Some(taken) = self.take_ticket(head)? {
            Ok(taken)
        } else {
            self.remove_equal_token(head)
        }
    }

    fn take_protocol(
        &self,
        head: &mut impl RequestHead,
        offered: protocols::Offered,
    ) -> Result<Taken<M>, NotTaken> {
        let credentials = Credentials::of(head);
        if !credentials.are_missing() || self.has_ticket(head) {
            return Err(SEVERAL);
        }
        head.set_protocols(&offered.rest).map_err(NotTaken::Unchangeable)?;
        Ok(Taken::Token(offered.authorization))
    }

    #[cfg(not(feature = "tickets"))]
    #[expect(clippy::unused_self, reason = "the other function of this name uses it")]
    fn has_ticket(&self, _: &impl RequestHead) -> bool {
        false
    }

    #[cfg(not(feature = "tickets"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as above")]
    fn take_ticket(&self, _: &mut impl RequestHead) -> Result<Option<Taken<M>>, NotTaken> {
        Ok(None)
    }

    #[cfg(feature = "tickets")]
    fn has_ticket(&self, head: &impl RequestHead) -> bool {
        self.tickets.is_some()
            && query::values(head.query(), Tickets::<M>::PARAMETER).next().is_some()
    }

    #[cfg(feature = "tickets")]
    fn take_ticket(&self, head: &mut impl RequestHead) -> Result<Option<Taken<M>>, NotTaken> {
        let Some(tickets) = &self.tickets else { return Ok(None) };
        let offered: Vec<&str> = query::values(head.query(), Tickets::<M>::PARAMETER).collect();
        let ticket = match offered.as_slice() {
            [] => return Ok(None),
            [ticket] if Credentials::of(head).are_missing() => (*ticket).to_owned(),
            _ => return Err(SEVERAL),
        };
        if head.method() != "GET" {
            return Err(NotTaken::BadTicket);
        }
        // If the request cannot be changed, it does not use the ticket up.
        query::remove(head, Tickets::<M>::PARAMETER).map_err(NotTaken::Unchangeable)?;
        let caller = tickets.redeem(&ticket).ok_or(NotTaken::BadTicket)?;
        Ok(Some(Taken::Ticket(caller)))
    }

    /// Removes a token from the URL if it equals the token of the header. Any other one stays
    /// there, and the request is then malformed.
    fn remove_equal_token(&self, head: &mut impl RequestHead) -> Result<Taken<M>, NotTaken> {
        let is_equal = self.url_token == UrlToken::RemovedIfEqual
            && Credentials::of(head)
                .token_of_header()
                .is_ok_and(|token| query::has_only_this_token(head.query(), token));
        if !is_equal {
            return Ok(Taken::Nothing(core::marker::PhantomData));
        }
        query::remove(head, crate::challenge::TOKEN_PARAMETER).map_err(NotTaken::Unchangeable)?;
        Ok(Taken::EqualToken)
    }
}

impl NotTaken {
    /// Logs the reason, without any part of the request, and returns the refusal.
    pub(super) fn into_logged_challenge(self) -> Challenge {
        let error = match self {
            Self::Unchangeable(unchangeable) => return unchangeable.into_logged_challenge(),
            Self::Malformed(error) => {
                tracing::info!(%error, "request refused");
                error
            }
            Self::NoProtocol => {
                tracing::info!(
                    error = "a token is offered without a WebSocket protocol of the service",
                    help = "next to the token, the client must offer a protocol that \
                            `websocket_protocol` names",
                    "request refused"
                );
                BearerError::Missing
            }
            Self::NoUpgrade => {
                tracing::info!(
                    error = "a token is offered as a protocol, but no WebSocket is opened",
                    help = "send the token in the `Authorization` header; or a proxy has removed \
                            the header `Upgrade`",
                    "request refused"
                );
                BearerError::Missing
            }
            #[cfg(feature = "tickets")]
            Self::BadTicket => {
                tracing::info!(
                    error = "the ticket is unknown, used or expired, or not in a GET request",
                    "request refused"
                );
                BearerError::Missing
            }
            #[cfg(feature = "tickets")]
            Self::OtherValidator => {
                tracing::info!(
                    error = "another validator verified the holder of the ticket",
                    "request refused"
                );
                BearerError::Missing
            }
            #[cfg(feature = "tickets")]
            Self::Ended(ended) => {
                tracing::info!(
                    error = %format_args!("the holder of the ticket: {ended}"),
                    "request refused"
                );
                BearerError::Missing
            }
        };
        error.challenge()
    }
}

#[cfg(test)]
#[cfg(all(feature = "testing", feature = "tower", feature = "tickets"))]
mod tests;
