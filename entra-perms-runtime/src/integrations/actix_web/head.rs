//! The head of a request of actix-web.

use std::cell::RefMut;
use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::HttpMessage as _;
use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::http::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Uri, Version};

use crate::integrations::layer::{Opening, RequestHead, Unchangeable};

impl RequestHead for ServiceRequest {
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
        self.headers().get_all(AUTHORIZATION).map(HeaderValue::as_bytes)
    }

    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(name).map(HeaderValue::as_bytes)
    }

    fn query(&self) -> Option<&str> {
        self.uri().query()
    }

    fn set_protocols(&mut self, protocols: &[u8]) -> Result<(), Unchangeable> {
        let value = HeaderValue::from_bytes(protocols).map_err(|_| Unchangeable::Invalid)?;
        if_unshared(move || self.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, value))?;
        Ok(())
    }

    fn set_query(&mut self, query: &str) -> Result<(), Unchangeable> {
        let uri = with_query(self.uri(), query)?;
        if_unshared(move || {
            // The router keeps a copy.
            self.match_info_mut().get_mut().update(&uri);
            self.head_mut().uri = uri;
        })
    }
}

/// Returns the extensions of a request, unless middleware has borrowed them.
pub(super) fn borrowed_extensions(
    request: &ServiceRequest,
) -> Result<RefMut<'_, Extensions>, Unchangeable> {
    caught(|| request.extensions_mut())
}

/// Returns the result of a call that changes a request, unless middleware shares the request.
///
/// If panics cannot be caught, changes nothing. Nobody has verified the sender yet, who could
/// otherwise end the process with each request that is shared.
fn if_unshared<T>(change: impl FnOnce() -> T) -> Result<T, Unchangeable> {
    if cfg!(panic = "abort") {
        return Err(Unchangeable::PanicAborts);
    }
    caught(change)
}

/// Returns the result of a call that panics if middleware shares the request.
///
/// actix-web has no other way to find out: it panics before it changes anything.
fn caught<T>(change: impl FnOnce() -> T) -> Result<T, Unchangeable> {
    catch_unwind(AssertUnwindSafe(change)).map_err(|_| Unchangeable::Shared)
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
