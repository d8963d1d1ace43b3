//! The document about an API as a service of actix-web.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::fn_guard;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse, web};

use super::refusals::to_actix_response;
use crate::challenge::{ProtectedResource, RefusalBody};

/// Returns the response of `respond` to a request with this method.
///
/// actix-web calculates the length from the body, and removes the body of a response to `HEAD`.
pub(super) fn to_document_response(
    respond: impl FnOnce(&str) -> http::Response<RefusalBody>,
    method: &Method,
) -> HttpResponse {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    let mut response = to_actix_response(respond(method));
    response.headers_mut().remove(CONTENT_LENGTH);
    response
}

/// Serves the document at its [paths](ProtectedResource::paths). Register it with `App::service`.
impl HttpServiceFactory for ProtectedResource {
    fn register(self, config: &mut AppService) {
        let paths: Vec<String> = self.paths().map(str::to_owned).collect();
        // actix-web decodes a path before it compares the path with a pattern, and so would not
        // find a path that has percent-encoded characters. The guard compares the original path.
        let pattern = "/{path:.*}";
        let is_asked_for =
            fn_guard(move |context| paths.iter().any(|path| path == context.head().uri.path()));
        let respond = move |request: HttpRequest| {
            let response = to_document_response(|method| self.respond(method), request.method());
            async move { response }
        };
        web::resource(pattern).guard(is_asked_for).to(respond).register(config);
    }
}
