//! An authority on loopback: the metadata and keys of a tenant, as Entra publishes them.
//!
//! It publishes keys of development issuers. Unlike the server of an issuer, it can publish a key
//! later than the key is used, and can be down.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use std::{io, thread};

use axum::routing::get;
use axum::{Json, Router};
use entra_perms_runtime::testing::DevIssuer;
use futures_util::future::select;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// The tenant of all tokens.
pub const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

pub struct Authority {
    address: SocketAddr,
    keys: Arc<RwLock<Value>>,
    /// The thread of the server ends when this is dropped. `None` while the authority is down.
    server: Option<oneshot::Sender<Infallible>>,
}

impl Authority {
    /// Starts an authority that publishes the keys of these issuers.
    pub fn start(issuers: &[&DevIssuer]) -> Self {
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        let mut authority = Self { address, keys: Arc::default(), server: None };
        authority.publish(issuers);
        authority.come_back();
        authority
    }

    /// Returns the base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the claim `iss` of the tokens.
    pub fn issuer(&self) -> String {
        format!("{}/{TENANT}/v2.0", self.url())
    }

    /// Publishes the keys of these issuers from now on.
    pub fn publish(&self, issuers: &[&DevIssuer]) {
        let mut keys = Vec::new();
        for issuer in issuers {
            let jwks: Value = serde_json::from_str(&issuer.jwks_json()).expect("a JWKS is JSON");
            keys.extend(jwks["keys"].as_array().expect("a JWKS has keys").clone());
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = json!({ "keys": keys });
    }

    /// Closes the listener and all connections.
    pub fn go_down(&mut self) {
        self.server = None;
    }

    /// Listens at the address of before.
    pub fn come_back(&mut self) {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system has resources for a runtime");
        let listener = runtime.block_on(bind(self.address)).expect("the address is free");
        self.address = listener.local_addr().expect("the listener is bound");
        let router = router(&self.issuer(), &self.url(), Arc::clone(&self.keys));
        let (server, dropped) = oneshot::channel();
        thread::spawn(move || {
            let serve = axum::serve(listener, router).into_future();
            runtime.block_on(select(pin!(serve), dropped));
        });
        self.server = Some(server);
    }
}

/// Binds a listener. The server that had the address before may still be about to close it.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    const ATTEMPTS: usize = 100;
    for _ in 1..ATTEMPTS {
        if let Ok(listener) = TcpListener::bind(address).await {
            return Ok(listener);
        }
        thread::sleep(Duration::from_millis(10));
    }
    TcpListener::bind(address).await
}

fn router(issuer: &str, url: &str, keys: Arc<RwLock<Value>>) -> Router {
    let metadata = json!({
        "issuer": issuer,
        "jwks_uri": format!("{url}/{TENANT}/discovery/v2.0/keys"),
        "authorization_endpoint": format!("{url}/{TENANT}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{url}/{TENANT}/oauth2/v2.0/token"),
    });
    let keys =
        move || async move { Json(keys.read().unwrap_or_else(PoisonError::into_inner).clone()) };
    Router::new()
        .route(
            &format!("/{TENANT}/v2.0/.well-known/openid-configuration"),
            get(move || async move { Json(metadata) }),
        )
        .route(&format!("/{TENANT}/discovery/v2.0/keys"), get(keys))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    /// Returns the document at a path, or `None` if nobody listens.
    fn fetch(authority: &Authority, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(authority.address).ok()?;
        let request = format!("GET /{TENANT}/{path} HTTP/1.0\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut response = String::new();
        stream.read_to_string(&mut response).ok()?;
        Some(response)
    }

    #[test]
    fn an_authority_publishes_other_keys_goes_down_and_comes_back() {
        let [one, other] = [(); 2].map(|()| DevIssuer::new(TENANT).unwrap());
        let kid = |issuer: &DevIssuer| {
            let jwks: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
            jwks["keys"][0]["kid"].as_str().unwrap().to_owned()
        };
        let mut authority = Authority::start(&[&one]);
        let url = authority.url();
        let metadata = fetch(&authority, "v2.0/.well-known/openid-configuration").unwrap();
        assert!(metadata.contains(&format!("\"issuer\":\"{}\"", authority.issuer())));
        let keys = |authority: &Authority| {
            let keys = fetch(authority, "discovery/v2.0/keys")?;
            Some([&one, &other].map(|issuer| keys.contains(&kid(issuer))))
        };
        assert_eq!(keys(&authority), Some([true, false]));
        authority.publish(&[&other, &one]);
        assert_eq!(keys(&authority), Some([true, true]));
        authority.go_down();
        let stopped = (0..500).any(|_| {
            thread::sleep(Duration::from_millis(10));
            keys(&authority).is_none()
        });
        assert!(stopped);
        authority.come_back();
        assert_eq!(keys(&authority), Some([true, true]));
        assert_eq!(authority.url(), url);
    }
}
