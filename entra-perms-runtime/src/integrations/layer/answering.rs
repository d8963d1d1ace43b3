//! How a layer answers refusals: its own, and those that the service answered already.

use http::Response;

use crate::challenge::{Challenge, ProblemJson, RefusalBody, RespondToRefusal};
use crate::guard::LayerMark;

/// How refusals are answered.
#[derive(Clone, Debug)]
pub(in crate::integrations) struct Answering<A> {
    answer: A,
    further_in: FurtherIn,
}

/// What becomes of a refusal that the service answered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FurtherIn {
    /// It stays, and gets the headers that the layer knows better.
    Completed,
    /// So does a status of gRPC. Any other answer is replaced.
    #[cfg(feature = "tonic")]
    CompletedInGrpc,
    /// Another answer takes its place.
    Replaced,
}

/// Among the extensions of a response: the refusal has its final answer.
#[derive(Clone, Copy, Debug)]
pub(in crate::integrations) struct Answered;

/// What came back from the service.
pub(in crate::integrations) enum Returned<B> {
    /// Its own response.
    Own(Response<B>),
    /// A refusal, of which the layer made another response.
    Replaced(Response<RefusalBody>),
}

/// What goes with an answer that is replaced: what [`Challenge::headers`] had, what speaks of its
/// body (RFC 9110, sections 8 and 14; RFC 9530, and RFC 3230 and RFC 1864 before it), and the status
/// of gRPC.
const OF_THE_ANSWER: [&str; 22] = [
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

impl Answering<ProblemJson> {
    /// Answers in HTTP, and leaves what the service answered.
    pub(in crate::integrations) const fn in_http() -> Self {
        Self { answer: ProblemJson, further_in: FurtherIn::Completed }
    }
}

#[cfg(feature = "tonic")]
impl Answering<crate::integrations::tonic::Grpc> {
    /// Answers in gRPC, and leaves the statuses of the service.
    pub(in crate::integrations) const fn in_grpc() -> Self {
        Self { answer: crate::integrations::tonic::Grpc, further_in: FurtherIn::CompletedInGrpc }
    }
}

impl<A> Answering<A> {
    /// Answers in this way, also in place of the service.
    pub(in crate::integrations) const fn with(answer: A) -> Self {
        Self { answer, further_in: FurtherIn::Replaced }
    }

    /// Whether clients see the statuses of HTTP.
    #[cfg(feature = "tower")]
    pub(in crate::integrations) fn is_in_http(&self) -> bool {
        self.further_in == FurtherIn::Completed
    }

    /// Whether clients see the statuses of gRPC.
    #[cfg(feature = "tonic")]
    pub(in crate::integrations) fn is_in_grpc(&self) -> bool {
        self.further_in == FurtherIn::CompletedInGrpc
    }
}

impl<A: RespondToRefusal> Answering<A> {
    /// Answers a request that never got further.
    pub(in crate::integrations) fn refused(&self, challenge: Challenge) -> Response<RefusalBody> {
        let mut response = self.answer.respond(&challenge);
        mark_as_answered(&mut response, challenge);
        response
    }

    /// Answers a request with this mark that came back: a refusal without its final answer gets it.
    pub(in crate::integrations) fn returned<B>(
        &self,
        mark: Option<&LayerMark>,
        response: Response<B>,
    ) -> Returned<B> {
        if response.extensions().get::<Answered>().is_some() {
            return Returned::Own(response);
        }
        match refusal(&response) {
            None => Returned::Own(response),
            Some(challenge) => self.answer_again(completed(challenge, mark), response),
        }
    }

    fn answer_again<B>(&self, challenge: Challenge, mut before: Response<B>) -> Returned<B> {
        if self.completes(&challenge, &mut before) {
            mark_as_answered(&mut before, challenge);
            return Returned::Own(before);
        }
        let mut response = self.answer.respond(&challenge);
        keep_what_was_added(before, &mut response);
        mark_as_answered(&mut response, challenge);
        Returned::Replaced(response)
    }

    /// Writes the headers that the layer knows better into an answer that stays. Returns `false` if
    /// it does not stay.
    fn completes<B>(&self, challenge: &Challenge, before: &mut Response<B>) -> bool {
        match self.further_in {
            FurtherIn::Completed => {
                before.headers_mut().extend(challenge.headers());
                true
            }
            #[cfg(feature = "tonic")]
            FurtherIn::CompletedInGrpc => crate::integrations::tonic::complete(challenge, before),
            FurtherIn::Replaced => false,
        }
    }
}

/// Returns the refusal that the service answered with: the [`Challenge`] among the extensions of its
/// response, or the [`Denied`](crate::Denied) that a gRPC status was made of. If the status is
/// another, the service made something else of it, and that is its answer: the layer must not give
/// away what the service hides.
fn refusal<B>(response: &Response<B>) -> Option<Challenge> {
    match response.extensions().get::<Challenge>() {
        Some(challenge) => challenge
            .is_answered_with(response.status().as_u16())
            .then(|| challenge.clone()),
        #[cfg(feature = "tonic")]
        None => crate::integrations::tonic::refusal(response),
        #[cfg(not(feature = "tonic"))]
        None => None,
    }
}

/// The challenge with what only the layer knows.
fn completed(challenge: Challenge, mark: Option<&LayerMark>) -> Challenge {
    match mark {
        Some(mark) => mark.completed(challenge),
        None => challenge,
    }
}

/// Keeps the headers that were added on the way out, but for those that speak of the body, and those
/// that the refusal had.
fn keep_what_was_added<B>(before: Response<B>, response: &mut Response<RefusalBody>) {
    let (before, _) = before.into_parts();
    let answered = response.headers().clone();
    for (name, value) in &before.headers {
        if !answered.contains_key(name) && !OF_THE_ANSWER.contains(&name.as_str()) {
            response.headers_mut().append(name, value.clone());
        }
    }
    let mut extensions = before.extensions;
    extensions.extend(core::mem::take(response.extensions_mut()));
    *response.extensions_mut() = extensions;
}

fn mark_as_answered<B>(response: &mut Response<B>, challenge: Challenge) {
    response.extensions_mut().insert(challenge);
    response.extensions_mut().insert(Answered);
}
