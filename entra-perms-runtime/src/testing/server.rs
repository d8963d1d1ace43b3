//! The development issuer's server: metadata and keys, at the paths that Entra uses.

use core::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use crate::model::TokenVersion;
use crate::signing::Signer;
use crate::validator::TENANT_PLACEHOLDER;

/// A server that runs until it is dropped.
pub(super) struct Server {
    task: AbortHandle,
    documents: Arc<Documents>,
}

impl Server {
    pub(super) fn start(listener: TcpListener, signer: Arc<Signer>) -> Self {
        let documents = Arc::new(Documents { signer, key_requests: AtomicUsize::new(0) });
        let task = tokio::spawn(accept(listener, Arc::clone(&documents))).abort_handle();
        Self { task, documents }
    }

    pub(super) fn key_requests(&self) -> usize {
        self.documents.key_requests.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts connections. They end with this task, because it owns them.
async fn accept(listener: TcpListener, documents: Arc<Documents>) {
    let mut connections = JoinSet::new();
    loop {
        // An error means that the client closed the connection before it was accepted.
        if let Ok((stream, _)) = listener.accept().await {
            let documents = Arc::clone(&documents);
            let service = service_fn(move |request| {
                let response = respond(&documents, &request);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            connections.spawn(connection);
        }
        while connections.try_join_next().is_some() {}
    }
}

fn respond(documents: &Documents, request: &Request<Incoming>) -> Response<String> {
    let mut response = Response::new(String::new());
    match documents.get(request.uri().path()) {
        Some(document) => *response.body_mut() = document.to_string(),
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The documents of the server.
struct Documents {
    signer: Arc<Signer>,
    key_requests: AtomicUsize,
}

impl Documents {
    /// Returns the document at a path. Its first segment is the tenant, or `organizations` or
    /// `common` for every tenant.
    fn get(&self, path: &str) -> Option<Value> {
        let (segment, document) = path.strip_prefix('/')?.split_once('/')?;
        let tenant_id = self.signer.tenant().to_string();
        let issuer_tenant = match segment {
            "organizations" | "common" => TENANT_PLACEHOLDER,
            segment if segment == tenant_id => segment,
            _ => return None,
        };
        let base = format!("{}/{segment}", self.signer.authority());
        match document {
            "v2.0/.well-known/openid-configuration" => {
                let issuer = self.signer.issuer(TokenVersion::V2, issuer_tenant);
                Some(metadata(&issuer, &base, "discovery/v2.0/keys"))
            }
            ".well-known/openid-configuration" => {
                let issuer = self.signer.issuer(TokenVersion::V1, issuer_tenant);
                Some(metadata(&issuer, &base, "discovery/keys"))
            }
            "discovery/v2.0/keys" => {
                let issuer = self.signer.issuer(TokenVersion::V2, issuer_tenant);
                Some(self.keys(Some(&issuer)))
            }
            "discovery/keys" => Some(self.keys(None)),
            _ => None,
        }
    }

    fn keys(&self, issuer: Option<&str>) -> Value {
        self.key_requests.fetch_add(1, Ordering::Relaxed);
        self.signer.jwks(issuer)
    }
}

fn metadata(issuer: &str, base: &str, keys: &str) -> Value {
    let oauth2 = format!("{base}/oauth2/v2.0");
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{base}/{keys}"),
        "authorization_endpoint": format!("{oauth2}/authorize"),
        "token_endpoint": format!("{oauth2}/token"),
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    })
}
