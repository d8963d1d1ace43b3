//! The way to the servers: like a reverse proxy, it ends TLS and passes requests on to loopback.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{self, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::Request;
use http::header::HOST;
use reqwest::redirect::Policy;
use rmcp::transport::auth::{
    OAuthHttpClient, OAuthHttpClientError, OAuthHttpClientFuture, OAuthHttpRedirectPolicy,
    OAuthHttpRequest,
};

pub(super) struct Network {
    client: reqwest::Client,
    /// The name of each host, and where it listens.
    hosts: Vec<(String, SocketAddr)>,
    /// The method, the URL without its query, and the status of each response.
    visited: Arc<Mutex<Vec<String>>>,
}

impl Network {
    /// Serves each router on loopback. Requests reach it at its URL.
    pub(super) async fn start<const N: usize>(servers: [(&'static str, Router); N]) -> Self {
        let visited = Arc::<Mutex<Vec<String>>>::default();
        let mut hosts = Vec::new();
        for (url, router) in servers {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let url = reqwest::Url::parse(url).unwrap();
            let state = (url.origin().ascii_serialization(), Arc::clone(&visited));
            let router = router.layer(from_fn_with_state(state, record));
            tokio::spawn(async move { axum::serve(listener, router).await });
            hosts.push((url.host_str().unwrap().to_owned(), address));
        }
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, hosts, visited }
    }

    /// Returns the address of each host.
    pub(super) fn addresses(&self) -> HashMap<String, SocketAddr> {
        self.hosts.iter().cloned().collect()
    }

    /// Returns the responses since the last call, such as `GET https://a.example/b 200`.
    pub(super) fn visited(&self) -> Vec<String> {
        std::mem::take(&mut *self.visited.lock().unwrap())
    }

    /// Sends a request for an `https` URL, and does not follow redirects.
    pub(super) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<reqwest::Response, OAuthHttpClientError> {
        let (parts, body) = request.into_parts();
        let host = parts.uri.host().unwrap_or_default();
        let known = self.hosts.iter().find(|(name, _)| name == host);
        let (Some((_, address)), Some("https")) = (known, parts.uri.scheme_str()) else {
            return Err(format!("nothing serves {}", parts.uri).into());
        };
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = self.client.request(parts.method, format!("http://{address}{path}"));
        Ok(request.headers(parts.headers).header(HOST, host).body(body).send().await?)
    }
}

/// Records the response of the server at this origin.
async fn record(
    State((origin, visited)): State<(String, Arc<Mutex<Vec<String>>>)>,
    request: extract::Request,
    next: Next,
) -> Response {
    let visit = format!("{} {origin}{}", request.method(), request.uri().path());
    let response = next.run(request).await;
    visited.lock().unwrap().push(format!("{visit} {}", response.status().as_u16()));
    response
}

impl OAuthHttpClient for Network {
    fn execute(&self, request: OAuthHttpRequest) -> OAuthHttpClientFuture<'_> {
        assert_eq!(request.redirect_policy, OAuthHttpRedirectPolicy::Stop);
        Box::pin(async move {
            let response = self.send(request.request).await?;
            let mut copy = http::Response::builder().status(response.status());
            for (name, value) in response.headers() {
                copy = copy.header(name, value);
            }
            Ok(copy.body(response.bytes().await?.to_vec())?)
        })
    }
}
