//! Statuses as the responses to refusals, and refusals in the statuses of the service.

use std::error::Error;

use http::Response;
use http::header::WWW_AUTHENTICATE;
use tonic::Status;

use super::status::www_authenticate;
use crate::caller::Denied;
use crate::challenge::{Challenge, RefusalBody, RespondToRefusal};
use crate::guard::forward;

/// Responds to refusals with a [`Status`], in place of problem details.
///
/// [`EntraLayer::grpc`] uses it. See the table of [`integrations::tonic`](super#refusals).
///
/// [`EntraLayer::grpc`]: crate::EntraLayer::grpc
/// [`Status`]: https://docs.rs/tonic/0.14/tonic/struct.Status.html
#[derive(Clone, Copy, Debug, Default)]
pub struct Grpc;

impl RespondToRefusal for Grpc {
    fn respond(&self, challenge: &Challenge) -> Response<RefusalBody> {
        Status::from(challenge).into_http()
    }
}

/// Returns `true` if the response was created from a [`Status`].
pub(in crate::integrations) fn is_status<B>(response: &Response<B>) -> bool {
    response.extensions().get::<Status>().is_some()
}

/// Writes the completed challenges into the headers of a status.
///
/// The rest of the status stays unchanged. If the service removed the challenges, they stay
/// removed.
pub(in crate::integrations) fn complete_status<B>(
    response: &mut Response<B>,
    challenge: &Challenge,
) {
    if response.headers_mut().remove(WWW_AUTHENTICATE).is_some() {
        response.headers_mut().extend(www_authenticate(challenge));
    }
}

/// Returns the refusal from which the service created the status of this response.
pub(in crate::integrations) fn refusal<B>(response: &Response<B>) -> Option<Challenge> {
    let status = response.extensions().get::<Status>()?;
    status.source()?.downcast_ref().map(Denied::challenge)
}

forward! {
    [T] tonic::Request<T>: self => self.extensions();
}
