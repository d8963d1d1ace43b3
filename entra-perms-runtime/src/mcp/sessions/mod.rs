//! Sessions that belong to one caller, and event streams that end with its token.
//!
//! - this file: the layer;
//! - `owners`: the callers by the ids of their sessions and events;
//! - `body`: a response whose events end with the token;
//! - `events`: the ids of the events.

mod body;
mod events;
mod owners;

use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use tower_layer::Layer;
use tower_service::Service;

use self::body::Record;
pub use self::body::SessionBody;
use self::owners::{Owner, Owners};
use crate::caller::Caller;
use crate::integrations::tower::ResponseBody;
use crate::model::Model;

const SESSION_ID: &str = "mcp-session-id";
const LAST_EVENT_ID: &str = "last-event-id";

/// A layer that binds each session of an MCP server to the caller that opened it.
///
/// Put it directly around the service of rmcp: [`around`](Self::around). Its requests must have
/// passed through an [`EntraLayer`](crate::EntraLayer); others are refused with 500 and an error in
/// the log.
///
/// Protocol versions before 2026-07-28 have sessions, and rmcp checks only that a session exists.
/// With this layer:
///
/// - A session belongs to the tenant, the object id and the client id of the caller whose request
///   opened it. For any other caller it does not exist: the response is 404, also to `GET` and
///   `DELETE`. A client then opens a session of its own, as the protocol says. A caller without a
///   token, or whose token lacks one of these ids, cannot go on in any session.
/// - Each request is checked with its own token, like every request behind
///   [`EntraLayer`](crate::EntraLayer). A client goes on in its session with a new token.
/// - A stream of events ends when the token of its request is no longer accepted:
///   [`Caller::ended`]. The client connects again with a new token.
/// - A client can resume a stream, with `Last-Event-ID`, only after an event that its caller was
///   sent in the same session, or without a session. Otherwise the response is 404. An event store
///   of rmcp would replay the events of any caller.
///
/// The layer knows the sessions and events of this process, at most
/// [10,000 sessions](Self::with_capacity) and ten times as many events. If there are more, the
/// least used ones are forgotten, and their clients get a 404. Sessions and events of another
/// process, which a store of rmcp could restore, are not known either.
///
/// rmcp holds each session in memory until it is idle for five minutes, also one that this layer
/// has forgotten, and has no limit for their number. A server without sessions has no such memory,
/// and serves clients of all protocol versions:
/// `StreamableHttpServerConfig::with_legacy_session_mode(false)`. It still needs the layer for the
/// streams.
pub struct SessionLayer<M: Model> {
    owners: Arc<Owners>,
    model: PhantomData<fn() -> M>,
}

/// The service of a [`SessionLayer`].
pub struct SessionService<S, M: Model> {
    inner: S,
    owners: Arc<Owners>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> SessionLayer<M> {
    /// Creates a layer that knows up to 10,000 sessions.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(10_000)
    }

    /// Creates a layer that knows up to this number of sessions.
    #[must_use]
    pub fn with_capacity(sessions: usize) -> Self {
        Self { owners: Arc::new(Owners::new(sessions)), model: PhantomData }
    }

    /// Puts the layer around a service, as [`Layer::layer`] does.
    #[must_use]
    pub fn around<S>(&self, service: S) -> SessionService<S, M> {
        SessionService { inner: service, owners: Arc::clone(&self.owners), model: PhantomData }
    }
}

impl<S, M: Model> Layer<S> for SessionLayer<M> {
    type Service = SessionService<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        self.around(inner)
    }
}

impl<S, M, A, B> Service<Request<A>> for SessionService<S, M>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
    M: Model,
{
    type Response = Response<ResponseBody<SessionBody<M, B>>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let caller = match Caller::<M>::from_optional_request(request.extensions()) {
            Ok(caller) => caller.into_caller(),
            // The log says that the layer is missing, or inside of this one.
            Err(denied) => {
                let refusal = denied.challenge();
                return Box::pin(
                    async move { Ok(refusal.into_response().map(ResponseBody::refusal)) },
                );
            }
        };
        let owner = caller.as_ref().and_then(Owner::of);
        let session = Single::header(request.headers(), SESSION_ID);
        if !self.may_use(&session, request.headers(), owner) {
            return Box::pin(async { Ok(not_found()) });
        }
        let is_end = request.method() == Method::DELETE;
        let owners = Arc::clone(&self.owners);
        let response = self.inner.call(request);
        Box::pin(async move {
            let response = response.await?;
            let session = match (session, Single::header(response.headers(), SESSION_ID), owner) {
                (Single::Value(id), _, _) => {
                    if is_end && response.status().is_success() {
                        owners.forget(&id);
                    }
                    Some(id)
                }
                (_, Single::Value(id), Some(owner)) => {
                    owners.add(id.clone(), owner);
                    Some(id)
                }
                _ => None,
            };
            let body = |body| {
                let record = owner.map(|owner| Record::new(owners, session, owner));
                SessionBody::events(body, caller, record)
            };
            Ok(if is_event_stream(response.headers()) {
                response.map(body).map(ResponseBody::from)
            } else {
                response.map(SessionBody::unchanged).map(ResponseBody::from)
            })
        })
    }
}

impl<S, M: Model> SessionService<S, M> {
    /// Returns whether the caller may send a request in this session, and may resume the stream
    /// that the request names.
    fn may_use(&self, session: &Single, headers: &HeaderMap, owner: Option<Owner>) -> bool {
        let id = match session {
            Single::None => None,
            Single::Value(id) if owner.is_some_and(|owner| self.owners.is_owner(id, owner)) => {
                Some(id.as_str())
            }
            Single::Value(_) | Single::Unclear => return false,
        };
        match Single::header(headers, LAST_EVENT_ID) {
            Single::None => true,
            Single::Value(event) => {
                owner.is_some_and(|owner| self.owners.was_sent(id, &event, owner))
            }
            Single::Unclear => false,
        }
    }
}

/// The value of a header that a message has at most once.
enum Single {
    None,
    Value(String),
    /// The header is repeated or not readable.
    Unclear,
}

impl Single {
    fn header(headers: &HeaderMap, name: &'static str) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(value), None) => {
                value.to_str().map_or(Self::Unclear, |value| Self::Value(value.to_owned()))
            }
            (Some(_), Some(_)) => Self::Unclear,
        }
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    const EVENT_STREAM: &[u8] = b"text/event-stream";
    let media_type = headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    // RFC 9110, section 8.3.1: the case of a media type has no meaning.
    media_type
        .and_then(|media_type| media_type.get(..EVENT_STREAM.len()))
        .is_some_and(|start| start.eq_ignore_ascii_case(EVENT_STREAM))
}

/// Returns the response to a request for a session or an event that does not exist for its caller.
fn not_found<B>() -> Response<ResponseBody<B>> {
    let mut response = Response::new(ResponseBody::refusal("session not found".into()));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

impl<M: Model> Default for SessionLayer<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Model> Clone for SessionLayer<M> {
    fn clone(&self) -> Self {
        Self { owners: Arc::clone(&self.owners), model: PhantomData }
    }
}

impl<M: Model> fmt::Debug for SessionLayer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLayer").finish_non_exhaustive()
    }
}

impl<S: Clone, M: Model> Clone for SessionService<S, M> {
    fn clone(&self) -> Self {
        let owners = Arc::clone(&self.owners);
        Self { inner: self.inner.clone(), owners, model: PhantomData }
    }
}

impl<S: fmt::Debug, M: Model> fmt::Debug for SessionService<S, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionService")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn an_event_stream_is_known_by_its_media_type_in_any_case() {
        for (media_type, expected) in [
            (Some("text/event-stream"), true),
            (Some("Text/Event-Stream; charset=utf-8"), true),
            (Some("text/event"), false),
            (Some("application/json"), false),
            (None, false),
        ] {
            let value = media_type.map(HeaderValue::from_static);
            let headers = HeaderMap::from_iter(value.map(|value| (CONTENT_TYPE, value)));
            assert_eq!(is_event_stream(&headers), expected, "{media_type:?}");
        }
    }
}
