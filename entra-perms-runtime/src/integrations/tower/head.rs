//! The head of a request of the crate `http`.

use http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri, Version};

use crate::integrations::layer::RequestHead;

impl<B> RequestHead for Request<B> {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn is_http1(&self) -> bool {
        self.version() <= Version::HTTP_11
    }

    fn authorization(&self) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes)
    }

    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(name).iter().map(HeaderValue::as_bytes)
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
        *self.uri_mut() = with_query(self.uri(), query);
        // A nested router of axum keeps a copy.
        #[cfg(feature = "axum")]
        if let Some(original) = self.extensions_mut().get_mut::<axum::extract::OriginalUri>() {
            original.0 = with_query(&original.0, query);
        }
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
