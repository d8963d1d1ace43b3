//! The document about an API as a service of actix-web.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, web};

use super::refusals::to_actix_response;
use crate::challenge::ProtectedResource;

/// Serves the document at its [paths](ProtectedResource::paths). Register it with `App::service`.
impl HttpServiceFactory for ProtectedResource {
    fn register(self, config: &mut AppService) {
        let paths: Vec<String> = self.paths().map(str::to_owned).collect();
        let respond = move |request: HttpRequest| {
            let response: HttpResponse = to_actix_response(self.respond(request.method().as_str()));
            async move { response }
        };
        web::resource(paths).to(respond).register(config);
    }
}
