//! The responses of a layer to refusals: its own refusals, and refusals of the service behind it.

use core::mem::take;

use http::{HeaderMap, Response};

use super::caching::{add_cache_headers, add_vary};
use crate::challenge::{Challenge, ProblemJson, RefusalBody, RespondToRefusal};
use crate::guard::{LayerMark, SignIn};

/// The responses of a layer to refusals.
#[derive(Clone, Debug)]
pub(in crate::integrations) struct RefusalResponses<R> {
    responder: R,
    service_refusals: ServiceRefusals,
}

/// How a layer treats a refusal to which the service has already responded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServiceRefusals {
    /// Keeps the response, and writes the headers of the completed challenge into it.
    Complete,
    /// Completes a gRPC status, and replaces any other response.
    #[cfg(feature = "tonic")]
    CompleteGrpc,
    /// Replaces the response.
    Replace,
}

/// Marks a response as the final response to a refusal: outer layers do not change it.
///
/// The layer stores it in the extensions of the response.
#[derive(Clone, Copy, Debug)]
pub(in crate::integrations) struct FinalResponse;

/// A response that leaves a layer.
pub(in crate::integrations) enum OutgoingResponse<B> {
    /// The response of the service.
    Service(Response<B>),
    /// The response to a refusal, in place of the service's response.
    Refusal(Response<RefusalBody>),
}

impl<B> OutgoingResponse<B> {
    fn headers_mut(&mut self) -> &mut HeaderMap {
        match self {
            Self::Service(response) => response.headers_mut(),
            Self::Refusal(response) => response.headers_mut(),
        }
    }
}

/// The headers that a replaced response does not pass on to its replacement.
///
/// - the headers of [`Challenge::headers`];
/// - headers that describe the replaced body (RFC 9110, sections 8 and 14; RFC 9530, and before it
///   RFC 3230 and RFC 1864);
/// - the gRPC status.
const REPLACED_HEADERS: [&str; 22] = [
    "www-authenticate",
    "cache-control",
    "retry-after",
    "content-type",
    "content-length",
    "content-encoding",
    "content-language",
    "content-location",
    "content-range",
    "content-disposition",
    "accept-ranges",
    "content-digest",
    "repr-digest",
    "digest",
    "content-md5",
    "transfer-encoding",
    "trailer",
    "etag",
    "last-modified",
    "grpc-status",
    "grpc-message",
    "grpc-status-details-bin",
];

impl RefusalResponses<ProblemJson> {
    /// Responds with HTTP statuses, and keeps the responses of the service.
    pub(in crate::integrations) const fn http() -> Self {
        Self { responder: ProblemJson, service_refusals: ServiceRefusals::Complete }
    }
}

#[cfg(feature = "tonic")]
impl RefusalResponses<crate::integrations::tonic::Grpc> {
    /// Responds with gRPC statuses, and keeps the gRPC statuses of the service.
    pub(in crate::integrations) const fn grpc() -> Self {
        let responder = crate::integrations::tonic::Grpc;
        Self { responder, service_refusals: ServiceRefusals::CompleteGrpc }
    }
}

impl<R> RefusalResponses<R> {
    /// Responds with this responder, and replaces the responses of the service, too.
    pub(in crate::integrations) const fn custom(responder: R) -> Self {
        Self { responder, service_refusals: ServiceRefusals::Replace }
    }

    /// Returns `true` if clients see the HTTP statuses of [`Self::http`].
    #[cfg(feature = "tower")]
    pub(in crate::integrations) fn is_http(&self) -> bool {
        self.service_refusals == ServiceRefusals::Complete
    }

    /// Returns `true` if clients see the gRPC statuses of [`Self::grpc`].
    #[cfg(feature = "tonic")]
    pub(in crate::integrations) fn is_grpc(&self) -> bool {
        self.service_refusals == ServiceRefusals::CompleteGrpc
    }
}

impl<R: RespondToRefusal> RefusalResponses<R> {
    /// Returns the response to a refusal of the layer itself.
    pub(in crate::integrations) fn refuse(
        &self,
        sign_in: SignIn,
        challenge: Challenge,
    ) -> Response<RefusalBody> {
        let mut response = self.responder.respond(&challenge);
        add_vary(sign_in, response.headers_mut());
        mark_as_final(response, challenge)
    }

    /// Returns the response that leaves the layer, given the response of the service.
    ///
    /// A refusal whose response is not yet final gets its final response. Any other response passes
    /// unchanged, except for the headers for caches. `mark` is the mark that the layer
    /// left on the request.
    pub(in crate::integrations) fn finish<B>(
        &self,
        mark: Option<&LayerMark>,
        response: Response<B>,
    ) -> OutgoingResponse<B> {
        let mut response = self.completed(mark, response);
        if let Some(mark) = mark {
            add_cache_headers(mark, response.headers_mut());
        }
        response
    }

    fn completed<B>(&self, mark: Option<&LayerMark>, response: Response<B>) -> OutgoingResponse<B> {
        if response.extensions().get::<FinalResponse>().is_some() {
            return OutgoingResponse::Service(response);
        }
        match refusal(&response) {
            Some(challenge) => self.finish_refusal(complete_challenge(challenge, mark), response),
            None => OutgoingResponse::Service(response),
        }
    }

    fn finish_refusal<B>(
        &self,
        challenge: Challenge,
        mut response: Response<B>,
    ) -> OutgoingResponse<B> {
        match self.service_refusals {
            ServiceRefusals::Complete => {
                response.headers_mut().extend(challenge.headers());
                OutgoingResponse::Service(mark_as_final(response, challenge))
            }
            #[cfg(feature = "tonic")]
            ServiceRefusals::CompleteGrpc if crate::integrations::tonic::is_status(&response) => {
                crate::integrations::tonic::complete_status(&mut response, &challenge);
                OutgoingResponse::Service(mark_as_final(response, challenge))
            }
            #[cfg(feature = "tonic")]
            ServiceRefusals::CompleteGrpc => self.replace(challenge, response),
            ServiceRefusals::Replace => self.replace(challenge, response),
        }
    }

    fn replace<B>(&self, challenge: Challenge, replaced: Response<B>) -> OutgoingResponse<B> {
        let mut response = self.responder.respond(&challenge);
        keep_additions(replaced, &mut response);
        OutgoingResponse::Refusal(mark_as_final(response, challenge))
    }
}

/// Returns the refusal to which the service responded.
///
/// The refusal is the [`Challenge`] in the extensions of the response, or the
/// [`Denied`](crate::Denied) that is the source of a gRPC status. Returns `None` if the response
/// has a different status: the service may hide a denial, and the layer must not reveal it.
fn refusal<B>(response: &Response<B>) -> Option<Challenge> {
    match response.extensions().get::<Challenge>() {
        Some(challenge) if challenge.has_status(response.status().as_u16()) => {
            Some(challenge.clone())
        }
        Some(_) => None,
        #[cfg(feature = "tonic")]
        None => crate::integrations::tonic::refusal(response),
        #[cfg(not(feature = "tonic"))]
        None => None,
    }
}

impl LayerMark {
    /// Adds to the challenge the facts that only the layer knows.
    pub(super) fn complete(&self, challenge: Challenge) -> Challenge {
        match &self.api_facts {
            Some(api_facts) => challenge.completed(api_facts),
            None => challenge,
        }
    }
}

fn complete_challenge(challenge: Challenge, mark: Option<&LayerMark>) -> Challenge {
    match mark {
        Some(mark) => mark.complete(challenge),
        None => challenge,
    }
}

/// Copies the headers and extensions that middleware added to the replaced response.
///
/// Leaves out [`REPLACED_HEADERS`], and the headers that the new response sets itself.
fn keep_additions<B>(replaced: Response<B>, response: &mut Response<RefusalBody>) {
    let (replaced, _) = replaced.into_parts();
    let own = response.headers().clone();
    for (name, value) in &replaced.headers {
        if !own.contains_key(name) && !REPLACED_HEADERS.contains(&name.as_str()) {
            response.headers_mut().append(name, value.clone());
        }
    }
    let mut extensions = replaced.extensions;
    extensions.extend(take(response.extensions_mut()));
    *response.extensions_mut() = extensions;
}

fn mark_as_final<B>(mut response: Response<B>, challenge: Challenge) -> Response<B> {
    response.extensions_mut().insert(challenge);
    response.extensions_mut().insert(FinalResponse);
    response
}
