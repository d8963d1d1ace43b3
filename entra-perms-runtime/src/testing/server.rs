//! What the issuer serves: metadata and keys, at the paths where Entra has them.

use core::convert::Infallible;
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use super::issuer::Published;

/// Serves until it is dropped.
pub(super) struct Server(AbortHandle);

impl Server {
    pub(super) fn start(listener: TcpListener, published: Arc<Published>) -> Self {
        Self(tokio::spawn(accept(listener, published)).abort_handle())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Connections end with the task that accepts them.
async fn accept(listener: TcpListener, published: Arc<Published>) {
    let mut connections = JoinSet::new();
    loop {
        // What cannot be accepted was closed by its client.
        if let Ok((stream, _)) = listener.accept().await {
            let published = Arc::clone(&published);
            let service = service_fn(move |request| {
                let response = answer(&published, &request);
                async move { Ok::<_, Infallible>(response) }
            });
            connections
                .spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
        while connections.try_join_next().is_some() {}
    }
}

fn answer(published: &Published, request: &Request<Incoming>) -> Response<String> {
    let document = document(published, request.uri().path());
    let mut response = Response::new(document.as_ref().map(Value::to_string).unwrap_or_default());
    if document.is_none() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// By path, whose first segment is the tenant, or stands for any.
fn document(published: &Published, path: &str) -> Option<Value> {
    let (tenant, document) = path.strip_prefix('/')?.split_once('/')?;
    let base = format!("{}/{tenant}", published.authority.url());
    let id = published.tenant.to_string();
    let of_tenant = match tenant {
        "organizations" | "common" => "{tenantid}",
        tenant if tenant == id => &id,
        _ => return None,
    };
    let issuers = published.authority.issuers();
    let v1 = issuers.v1.replace("{tenantid}", of_tenant);
    let v2 = issuers.v2.replace("{tenantid}", of_tenant);
    match document {
        "v2.0/.well-known/openid-configuration" => {
            Some(metadata(&v2, &base, &format!("{base}/discovery/v2.0/keys")))
        }
        ".well-known/openid-configuration" => {
            Some(metadata(&v1, &base, &format!("{base}/discovery/keys")))
        }
        "discovery/v2.0/keys" => {
            published.count_key_request();
            Some(published.jwks(Some(&v2)))
        }
        "discovery/keys" => {
            published.count_key_request();
            Some(published.jwks(None))
        }
        _ => None,
    }
}

fn metadata(issuer: &str, base: &str, jwks_uri: &str) -> Value {
    json!({
        "issuer": issuer,
        "jwks_uri": jwks_uri,
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    })
}
