//! The head of a request of actix-web.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Uri, Version};

use crate::integrations::layer::RequestHead;

impl RequestHead for ServiceRequest {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn is_http1(&self) -> bool {
        self.version() <= Version::HTTP_11
    }

    fn authorization(&self) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(AUTHORIZATION).map(HeaderValue::as_bytes)
    }

    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(name).map(HeaderValue::as_bytes)
    }

    fn query(&self) -> Option<&str> {
        self.uri().query()
    }

    fn set_protocols(&mut self, protocols: &[u8]) {
        self.headers_mut().remove(SEC_WEBSOCKET_PROTOCOL);
        // The bytes come from valid values.
        if let Ok(value) = HeaderValue::from_bytes(protocols) {
            self.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, value);
        }
    }

    fn set_query(&mut self, query: &str) {
        let uri = with_query(self.uri(), query);
        // The router keeps a copy.
        self.match_info_mut().get_mut().update(&uri);
        self.head_mut().uri = uri;
    }
}

fn with_query(uri: &Uri, query: &str) -> Uri {
    let path = match query {
        "" => uri.path().to_owned(),
        _ => format!("{}?{query}", uri.path()),
    };
    let mut parts = uri.clone().into_parts();
    // The bytes come from a valid URI. If it were not valid, the query would be lost, not kept.
    parts.path_and_query =
        Some(PathAndQuery::try_from(path).unwrap_or_else(|_| PathAndQuery::from_static("/")));
    Uri::from_parts(parts).unwrap_or_default()
}
