//! Answering refusals in another way.

use http::Response;

use super::challenge::Challenge;

/// How refused requests are answered: [`ProblemJson`], unless told otherwise, or a closure.
///
/// A closure replaces the body, and may replace all else; [`Challenge::headers`] are those that the RFCs ask for.
///
/// ```
/// # mod permissions {
/// #     entra_perms_runtime::permissions! {
/// #         manifest = "manifests/crm.json",
/// #         scopes = {
/// #             "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
/// #             "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
/// #             "Sales.*" => ["Proposals.*"],
/// #         },
/// #         allow = [shared_roles],
/// #     }
/// # }
/// use axum::response::IntoResponse;
/// use entra_perms_runtime::{EntraLayer, http::Challenge};
///
/// # fn main() {}
/// # fn layer(validator: permissions::TokenValidator) {
/// let layer = EntraLayer::new(validator).answer_with(|challenge: &Challenge| {
///     let words = format!("No: {}", challenge.description());
///     (challenge.status(), challenge.headers(), words).into_response()
/// });
/// # let _: axum::Router = axum::Router::new().layer(layer);
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not answer with a body of type `{B}`",
    note = "in front of tonic goes `EntraLayer::grpc(validator)`, with the feature `tonic`",
    note = "a closure that answers takes a `&Challenge`, its type written out, and gives an `http::Response`"
)]
pub trait Answer<B>: Clone + Send + Sync + 'static {
    /// The answer to this refusal.
    fn answer(&self, challenge: &Challenge) -> Response<B>;

    /// The refusal that the service answered with, where it did: the [`Challenge`] among the extensions of what came back, or, with the
    /// feature `tonic`, the [`Denied`](crate::Denied) that a gRPC status was made of. Where the service made something else of
    /// it, so that the status is another, that is its answer: who hides what it denies must not be given away.
    fn refusal(&self, response: &Response<B>) -> Option<Challenge> {
        match response.extensions().get::<Challenge>() {
            Some(challenge) => Some(challenge.clone())
                .filter(|challenge| challenge.is_answered_with(response.status().as_u16())),
            #[cfg(feature = "tonic")]
            None => crate::integrations::tonic::refusal(response),
            #[cfg(not(feature = "tonic"))]
            None => None,
        }
    }

    /// The answer to a refusal further in, in place of what was answered there. Headers that were added on the way out stay, but for
    /// those that speak of the body, and those that the refusal had.
    fn answer_again(&self, challenge: &Challenge, before: Response<B>) -> Response<B> {
        let mut response = self.answer(challenge);
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
        response
    }

    /// Whether [`answer_again`](Self::answer_again) leaves the body as it is, so that it need not be at hand.
    #[doc(hidden)]
    fn keeps_body(&self) -> bool {
        false
    }
}

/// What goes with an answer that is replaced: what [`Challenge::headers`] had, what speaks of its body (RFC 9110, section 8), and the status
/// of gRPC.
const OF_THE_ANSWER: [&str; 17] = [
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
    "transfer-encoding",
    "trailer",
    "etag",
    "last-modified",
    "grpc-status",
    "grpc-message",
    "grpc-status-details-bin",
];

/// The answer of [`Challenge::into_response`]: problem details as the body (RFC 9457).
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemJson;

impl<B: From<String>> Answer<B> for ProblemJson {
    fn answer(&self, challenge: &Challenge) -> Response<B> {
        challenge.clone().into_response()
    }

    /// It was answered so already; what is new are the headers.
    fn answer_again(&self, challenge: &Challenge, mut before: Response<B>) -> Response<B> {
        before.headers_mut().extend(challenge.headers());
        before
    }

    fn keeps_body(&self) -> bool {
        true
    }
}

impl<B, F> Answer<B> for F
where
    F: Fn(&Challenge) -> Response<B> + Clone + Send + Sync + 'static,
{
    fn answer(&self, challenge: &Challenge) -> Response<B> {
        self(challenge)
    }
}
