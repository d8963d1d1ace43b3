//! The head of a request of the crate `http`.

use http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri, Version};

use crate::integrations::layer::{Opening, RequestHead, Unchangeable};

impl<B> RequestHead for Request<B> {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn websocket_opening(&self) -> Option<Opening> {
        match self.version() {
            Version::HTTP_09 | Version::HTTP_10 => None,
            Version::HTTP_11 => Some(Opening::Upgrade),
            _ => Some(Opening::ExtendedConnect),
        }
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

    fn set_protocols(&mut self, protocols: &[u8]) -> Result<(), Unchangeable> {
        let value = HeaderValue::from_bytes(protocols).map_err(|_| Unchangeable::Invalid)?;
        self.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, value);
        Ok(())
    }

    fn set_query(&mut self, query: &str) -> Result<(), Unchangeable> {
        *self.uri_mut() = with_query(self.uri(), query)?;
        // A nested router of axum keeps a copy.
        #[cfg(feature = "axum")]
        if let Some(original) = self.extensions_mut().get_mut::<axum::extract::OriginalUri>() {
            original.0 = with_query(&original.0, query)?;
        }
        Ok(())
    }
}

fn with_query(uri: &Uri, query: &str) -> Result<Uri, Unchangeable> {
    let path = match query {
        "" => uri.path().to_owned(),
        _ => format!("{}?{query}", uri.path()),
    };
    let mut parts = uri.clone().into_parts();
    let path = PathAndQuery::try_from(path).map_err(|_| Unchangeable::Invalid)?;
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).map_err(|_| Unchangeable::Invalid)
}
