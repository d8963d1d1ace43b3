//! Refusals as responses, which are of the crate `http` until here. actix-web has an older version of it, and header maps and extensions of
//! its own.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use http::response::Parts;

use super::body::body_of;
use crate::caller::Denied;
use crate::challenge::{BearerError, Challenge, ProblemJson, RefusalBody, RespondToRefusal};
use crate::guard::LayerMark;
use crate::integrations::layer::{Answered, Answering, Returned};
use crate::validator::TokenError;

/// 403 with the challenge of RFC 6750; 500 where the layer is missing.
impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// 401, or 403 where the token is good and carries no permission here.
impl ResponseError for TokenError {
    fn status_code(&self) -> StatusCode {
        status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// 401, or 400 where the header is malformed.
impl ResponseError for BearerError {
    fn status_code(&self) -> StatusCode {
        status(self.challenge().status())
    }

    fn error_response(&self) -> HttpResponse {
        self.challenge().into()
    }
}

/// [`Challenge::into_response`], as a response of actix-web.
impl From<Challenge> for HttpResponse {
    fn from(challenge: Challenge) -> Self {
        response_of(ProblemJson.respond(&challenge))
    }
}

/// [`Challenge::into_response`], as a response of actix-web.
impl Responder for Challenge {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.into()
    }
}

/// The same response for actix-web. Of its extensions only those move that are known here.
pub(super) fn response_of(response: http::Response<RefusalBody>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let mut response = HttpResponse::with_body(StatusCode::OK, body_of(body));
    write_head(parts, &mut response);
    response
}

/// A refusal without its final answer gets it; all else passes.
pub(super) fn answered_again<B: MessageBody + 'static>(
    answering: &Answering<impl RespondToRefusal>,
    mark: Option<&LayerMark>,
    response: HttpResponse<B>,
) -> HttpResponse<EitherBody<B>> {
    if response.extensions().contains::<Answered>() {
        return response.map_into_left_body();
    }
    // Without a challenge it is no refusal, and its head need not become one of the crate `http`.
    let Some(challenge) = response.extensions().get::<Challenge>().cloned() else {
        return response.map_into_left_body();
    };
    let (mut head, body) = response.into_parts();
    let mut before = http::Response::new(body);
    *before.status_mut() = status_of(head.status());
    *before.headers_mut() = headers_of(head.headers());
    before.extensions_mut().insert(challenge);
    match answering.returned(mark, before) {
        Returned::Own(response) => {
            let (parts, body) = response.into_parts();
            write_head(parts, &mut head);
            head.set_body(EitherBody::left(body))
        }
        Returned::Replaced(response) => {
            let (parts, body) = response.into_parts();
            write_head(parts, &mut head);
            head.set_body(EitherBody::right(body_of(body)))
        }
    }
}

fn write_head<B>(mut parts: Parts, response: &mut HttpResponse<B>) {
    if let Some(challenge) = parts.extensions.remove::<Challenge>() {
        response.extensions_mut().insert(challenge);
    }
    if let Some(answered) = parts.extensions.remove::<Answered>() {
        response.extensions_mut().insert(answered);
    }
    let head = response.head_mut();
    if head.status.as_u16() != parts.status.as_u16() {
        head.status = status(parts.status);
        // What was written for the other status.
        head.reason = None;
    }
    let mut headers = HeaderMap::with_capacity(parts.headers.len());
    for (name, value) in &parts.headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        let same_value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(mut same_value)) = (name, same_value) {
            same_value.set_sensitive(value.is_sensitive());
            headers.append(name, same_value);
        }
    }
    head.headers = headers;
}

fn headers_of(headers: &HeaderMap) -> http::HeaderMap {
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

/// Both versions of the crate have the same statuses.
fn status(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn status_of(status: StatusCode) -> http::StatusCode {
    http::StatusCode::from_u16(status.as_u16()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
}
