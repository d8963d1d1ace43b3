//! The way to the servers: like a reverse proxy, it ends TLS and passes requests on to loopback.

use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
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
    /// The URLs of all requests, without their queries.
    visited: Mutex<Vec<String>>,
}

impl Network {
    /// Serves each router on loopback. Requests reach it at its URL.
    pub(super) async fn start(servers: [(&'static str, Router); 2]) -> Self {
        let mut hosts = Vec::new();
        for (url, router) in servers {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async move { axum::serve(listener, router).await });
            let url = reqwest::Url::parse(url).unwrap();
            hosts.push((url.host_str().unwrap().to_owned(), address));
        }
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, hosts, visited: Mutex::default() }
    }

    /// Returns the URLs of the requests since the last call, and forgets them.
    pub(super) fn visited(&self) -> Vec<String> {
        std::mem::take(&mut *self.visited.lock().unwrap())
    }

    /// Sends a request for an `https` URL, and does not follow redirects.
    pub(super) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<reqwest::Response, OAuthHttpClientError> {
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string();
        self.visited
            .lock()
            .unwrap()
            .push(url.split('?').next().unwrap_or_default().to_owned());
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
