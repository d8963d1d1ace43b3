//! Refusals as responses of actix-web.
//!
//! The layer's responses have the types of the crate `http`, version 1. actix-web uses an older
//! version of that crate, and has its own header maps and extensions.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use http::response::Parts;

use super::body::to_actix_body;
use crate::caller::Denied;
use crate::challenge::{BearerError, Challenge, ProblemJson, RefusalBody, RespondToRefusal};
use crate::guard::LayerMark;
use crate::integrations::layer::{FinalResponse, OutgoingResponse, RefusalResponses};
use crate::validator::TokenError;

/// Responds like [`Denied::challenge`]: 403, 401 with a claims challenge, or 500 if the layer is
/// missing.
impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        to_actix_status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// Responds with 401, or with 403 if the token is valid but has no permission of this API.
///
/// If the keys to verify the token cannot be fetched, responds with 503.
impl ResponseError for TokenError {
    fn status_code(&self) -> StatusCode {
        to_actix_status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// Responds with 401, or with 400 if the `Authorization` header is malformed.
impl ResponseError for BearerError {
    fn status_code(&self) -> StatusCode {
        to_actix_status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// Converts the challenge like [`Challenge::into_response`], into a response of actix-web.
impl From<Challenge> for HttpResponse {
    fn from(challenge: Challenge) -> Self {
        to_actix_response(ProblemJson.respond(&challenge))
    }
}

/// Responds like [`Challenge::into_response`].
impl Responder for Challenge {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.into()
    }
}

/// Converts a response to a refusal. Keeps only the extensions of this crate.
pub(super) fn to_actix_response(response: http::Response<RefusalBody>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let mut response = HttpResponse::with_body(StatusCode::OK, to_actix_body(body));
    write_head(parts, &mut response);
    response
}

/// Gives the final response to a refusal. Any other response passes unchanged, except for the
/// headers for caches.
pub(super) fn finish_response<B: MessageBody + 'static>(
    responses: &RefusalResponses<impl RespondToRefusal>,
    mark: Option<&LayerMark>,
    response: HttpResponse<B>,
) -> HttpResponse<EitherBody<B>> {
    let mut response = completed(responses, mark, response);
    if let Some(mark) = mark {
        add_cache_headers(mark, response.headers_mut());
    }
    response
}

fn add_cache_headers(mark: &LayerMark, headers: &mut HeaderMap) {
    let vary = mark.sign_in.vary(headers.get_all(VARY).map(HeaderValue::as_bytes));
    // The bytes come from valid values.
    if let Some(Ok(value)) = vary.map(|value| HeaderValue::from_bytes(&value)) {
        headers.insert(VARY, value);
    }
    if let Some(value) = mark.cache_rule.cache_control() {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
    }
}

fn completed<B: MessageBody + 'static>(
    responses: &RefusalResponses<impl RespondToRefusal>,
    mark: Option<&LayerMark>,
    response: HttpResponse<B>,
) -> HttpResponse<EitherBody<B>> {
    if response.extensions().contains::<FinalResponse>() {
        return response.map_into_left_body();
    }
    // Most responses are not refusals: check this before the head is converted.
    let challenge = response.extensions().get::<Challenge>().cloned();
    match challenge {
        Some(challenge) => finish_refusal(responses, mark, challenge, response),
        None => response.map_into_left_body(),
    }
}

fn finish_refusal<B: MessageBody + 'static>(
    responses: &RefusalResponses<impl RespondToRefusal>,
    mark: Option<&LayerMark>,
    challenge: Challenge,
    response: HttpResponse<B>,
) -> HttpResponse<EitherBody<B>> {
    let (mut head, body) = response.into_parts();
    let mut refusal = http::Response::new(body);
    *refusal.status_mut() = to_http_status(head.status());
    *refusal.headers_mut() = to_http_headers(head.headers());
    refusal.extensions_mut().insert(challenge);
    match responses.finish(mark, refusal) {
        OutgoingResponse::Service(response) => {
            let (parts, body) = response.into_parts();
            write_head(parts, &mut head);
            head.set_body(EitherBody::left(body))
        }
        OutgoingResponse::Refusal(response) => {
            let (parts, body) = response.into_parts();
            write_head(parts, &mut head);
            head.set_body(EitherBody::right(to_actix_body(body)))
        }
    }
}

/// Writes status, headers and extensions of this crate into a response of actix-web.
fn write_head<B>(mut parts: Parts, response: &mut HttpResponse<B>) {
    if let Some(challenge) = parts.extensions.remove::<Challenge>() {
        response.extensions_mut().insert(challenge);
    }
    if let Some(mark) = parts.extensions.remove::<FinalResponse>() {
        response.extensions_mut().insert(mark);
    }
    let head = response.head_mut();
    if head.status.as_u16() != parts.status.as_u16() {
        head.status = to_actix_status(parts.status);
        // The reason phrase belongs to the old status.
        head.reason = None;
    }
    head.headers = to_actix_headers(&parts.headers);
}

/// Copies the headers. Both versions of `http` accept equal names and values.
fn to_actix_headers(headers: &http::HeaderMap) -> HeaderMap {
    let mut copies = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        let copy = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(mut copy)) = (name, copy) {
            copy.set_sensitive(value.is_sensitive());
            copies.append(name, copy);
        }
    }
    copies
}

/// Copies the headers. Both versions of `http` accept equal names and values.
fn to_http_headers(headers: &HeaderMap) -> http::HeaderMap {
    let mut copies = http::HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes());
        let copy = http::HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(mut copy)) = (name, copy) {
            copy.set_sensitive(value.is_sensitive());
            copies.append(name, copy);
        }
    }
    copies
}

/// Converts a status. Both versions of `http` accept equal statuses, so that 500 is never needed.
fn to_actix_status(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Converts a status. Both versions of `http` accept equal statuses, so that 500 is never needed.
fn to_http_status(status: StatusCode) -> http::StatusCode {
    http::StatusCode::from_u16(status.as_u16()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
}
