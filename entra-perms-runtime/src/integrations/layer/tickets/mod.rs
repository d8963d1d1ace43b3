//! Tickets: short-lived texts that stand for a verified caller, once.
//!
//! - this file: issuing and redeeming tickets;
//! - `store`: the tickets that are not used yet, bounded in number.

mod store;

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use self::store::{Secret, Store};
use crate::caller::{Caller, Denied};
use crate::challenge::{Challenge, Refusal};
use crate::model::Model;
use crate::validator::{TokenError, TokenValidator};

/// Tickets for requests of browsers that cannot have an `Authorization` header: event streams
/// (`EventSource`), and WebSockets of libraries that do not let a page choose the protocols.
///
/// A page asks a guarded handler for a ticket, with its token in the header, and opens the stream
/// with the ticket in the URL: `new EventSource("/events?ticket=" + ticket)`. The layer finds the
/// caller by the ticket. A ticket is not a token: once it is used, it is of no use to anybody who
/// reads it in a log.
///
/// - A ticket has 256 random bits from the operating system.
/// - It is used up by the first request, and expires after 30 seconds: see
///   [`lifetime`](Self::lifetime).
/// - It gives the caller to whom it was issued. If the token of this caller has expired, the ticket
///   has expired, too.
/// - The layer checks the caller again when the ticket is used, as [`Caller::recheck`] does.
/// - The validator, or one of [several](TokenValidator::any_of), must have verified the caller.
///   Callers of other validators, and callers of the testing kit, get no ticket. The layer checks
///   this for its own validator, too.
/// - Only `GET` requests may have one. A request with a ticket and a token is malformed (400). A
///   request that is refused for one of these reasons leaves the ticket valid until it expires.
/// - The layer removes it from the URL before the service sees the request. Logs outside of the
///   layer see it.
/// - Responses have `Cache-Control: no-store`, so that no cache serves them for the same URL.
///
/// Tickets are kept in the memory of this process, at most eight for each caller and 10,000
/// together, which take about two megabytes. Each also keeps its caller in memory, and so the
/// claims of its token if the validator
/// [keeps claims](crate::TokenValidatorBuilder::keep_claims).
///
/// If a service runs in several instances, the request with the ticket must reach the
/// instance that issued it: let the load balancer use sticky sessions.
///
/// # Example
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use axum::extract::State;
/// use axum::http::header;
/// use axum::response::{IntoResponse, Response};
/// use axum::routing::{get, post};
/// use axum::{Json, Router};
/// use entra_perms_runtime::{EntraLayer, Tickets, requires};
/// use permissions::{Caller, Model, TokenValidator, roles::*};
///
/// /// Responds with a ticket for the event stream.
/// #[requires(Contacts::Read::Team)]
/// async fn ticket(State(tickets): State<Tickets<Model>>, caller: Caller) -> Response {
///     match tickets.issue(&caller) {
///         Ok(ticket) => {
///             ([(header::CACHE_CONTROL, "no-store")], Json(ticket.as_str())).into_response()
///         }
///         Err(error) => error.challenge().into_response(),
///     }
/// }
///
/// #[requires(Contacts::Read::Team)]
/// async fn events() -> &'static str {
///     "data: Ada\n\n"
/// }
///
/// fn app(validator: TokenValidator) -> Router {
///     let tickets = Tickets::new(&validator);
///     Router::new()
///         .route("/ticket", post(ticket))
///         .route("/events", get(events))
///         .with_state(tickets.clone())
///         .layer(EntraLayer::new(validator).tickets(&tickets))
/// }
/// # fn main() {}
/// ```
pub struct Tickets<M: Model> {
    /// Knows the time.
    validator: TokenValidator<M>,
    lifetime: Duration,
    store: Arc<Mutex<Store<M>>>,
}

/// A ticket, which stands for a caller once. `Debug` does not show it.
///
/// Send it in the body of a response with `Cache-Control: no-store`.
pub struct Ticket(String);

/// The reason why a ticket cannot be issued. [`challenge`](Self::challenge) is the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TicketError {
    /// There are 10,000 tickets that are neither used nor expired.
    #[error("too many tickets are waiting to be used")]
    TooMany,
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers")]
    NoRandomNumbers,
    /// The token of the caller has expired. The validator accepts it only because clocks differ.
    /// The client must request a new one.
    #[error("the token of the caller has expired")]
    Expired,
    /// The validator of these tickets did not verify the caller. Each layer with this validator
    /// would refuse the ticket.
    #[error("another validator verified the caller, or none did")]
    OtherValidator,
}

impl<M: Model> Tickets<M> {
    /// The name of the parameter in the URL, `ticket`.
    pub const PARAMETER: &str = "ticket";

    /// The lifetime of a ticket, unless the service sets another one. A page opens the stream at
    /// once; the time is for slow networks.
    const LIFETIME: Duration = Duration::from_secs(30);

    /// The longest lifetime. A ticket in a URL can be read by others before it is used.
    const MAX_LIFETIME: Duration = Duration::from_secs(300);

    /// The shortest lifetime. A ticket without one would never be valid.
    const MIN_LIFETIME: Duration = Duration::from_secs(1);

    /// Creates a store of tickets for the callers of this validator. Clones share the store.
    #[must_use]
    pub fn new(validator: &TokenValidator<M>) -> Self {
        let store = Arc::new(Mutex::new(Store::new()));
        Self { validator: validator.clone(), lifetime: Self::LIFETIME, store }
    }

    /// Sets the time after which an unused ticket expires. Defaults to 30 seconds. More than five
    /// minutes count as five minutes, and less than a second counts as a second.
    #[must_use]
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self { lifetime: lifetime.clamp(Self::MIN_LIFETIME, Self::MAX_LIFETIME), ..self }
    }

    /// Issues a ticket for a caller.
    ///
    /// If the caller has eight unused tickets, the oldest one is no longer valid.
    ///
    /// # Errors
    /// Returns [`TicketError`] if too many tickets are waiting to be used, if there are no random
    /// numbers, if the token of the caller has expired, or if another validator, or none, verified
    /// the caller.
    pub fn issue(&self, caller: &Caller<M>) -> Result<Ticket, TicketError> {
        if !self.validator.has_verified(caller) {
            return Err(TicketError::OtherValidator);
        }
        self.issue_to_any(caller)
    }

    /// Issues a ticket for a caller, also if another validator verified it.
    pub(in crate::integrations::layer) fn issue_to_any(
        &self,
        caller: &Caller<M>,
    ) -> Result<Ticket, TicketError> {
        let now = self.validator.now();
        let token_expires_at = caller.expires_at();
        if token_expires_at <= now {
            return Err(TicketError::Expired);
        }
        let expires_at = match now.checked_add(self.lifetime) {
            Some(expires_at) => expires_at.min(token_expires_at),
            None => token_expires_at,
        };
        let mut random = Secret::ZEROS;
        getrandom::fill(random.as_flattened_mut()).map_err(|_| TicketError::NoRandomNumbers)?;
        let text = URL_SAFE_NO_PAD.encode(random.as_flattened());
        self.with_store(|store| store.keep(&Secret::from(random), caller, now, expires_at))?;
        Ok(Ticket(text))
    }

    /// Uses a ticket up, and returns its caller. Returns `None` if there is no such ticket.
    pub(in crate::integrations) fn redeem(&self, ticket: &str) -> Option<Caller<M>> {
        let mut random = Secret::ZEROS;
        let bytes = random.as_flattened_mut();
        let length = URL_SAFE_NO_PAD.decode_slice(ticket, bytes).ok()?;
        if length != bytes.len() {
            return None;
        }
        let now = self.validator.now();
        self.with_store(|store| store.take(&Secret::from(random), now))
    }

    fn with_store<T>(&self, use_store: impl FnOnce(&mut Store<M>) -> T) -> T {
        // No code panics while it holds the lock.
        use_store(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TicketError {
    /// The time after which a client should retry. Tickets expire, or are used, all the time.
    const RETRY_AFTER: Duration = Duration::from_secs(5);

    /// Returns the response to a request whose caller gets no ticket:
    ///
    /// - 401 if the token has expired;
    /// - 503 with `Retry-After` if there are too many tickets, or no random numbers;
    /// - 500 if another validator verified the caller.
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        match self {
            Self::Expired => TokenError::Expired.challenge(),
            Self::OtherValidator => Denied::no_caller().challenge(),
            Self::TooMany | Self::NoRandomNumbers => {
                Challenge::new(Refusal::Unavailable { retry_after: Self::RETRY_AFTER })
            }
        }
    }
}

impl Ticket {
    /// Returns the text: 43 characters that a URL may have.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").finish_non_exhaustive()
    }
}

impl<M: Model> Clone for Tickets<M> {
    fn clone(&self) -> Self {
        let store = Arc::clone(&self.store);
        Self { validator: self.validator.clone(), lifetime: self.lifetime, store }
    }
}

/// Shows no ticket.
impl<M: Model> fmt::Debug for Tickets<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
