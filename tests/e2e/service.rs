//! A service that listens on a loopback address, and the development issuer that it trusts.

use axum::Router;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tenants};
use entra_perms_tests::crm::{Model, TokenValidator};
use reqwest::{Client, RequestBuilder};

/// The URL of the services, as clients see it: the second App ID URI of the manifest. The tests
/// send requests to loopback addresses, as a reverse proxy does.
pub(crate) const RESOURCE: &str = "https://crm-dev.contoso.example";
/// The URL of the document about the services.
pub(crate) const METADATA: &str =
    "https://crm-dev.contoso.example/.well-known/oauth-protected-resource";
pub(crate) const TENANT: &str = "11111111-2222-4333-8444-555555555555";

pub(crate) struct Service {
    pub(crate) issuer: DevIssuer,
    address: String,
    client: Client,
}

impl Service {
    /// Serves `guarded` behind the layer, and `open` outside of it.
    pub(crate) async fn start(guarded: Router, open: Router) -> Self {
        let issuer = DevIssuer::start(TENANT).await.unwrap();
        let layer = EntraLayer::new(validator(&issuer).await).resource(RESOURCE).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let app = guarded.layer(layer).merge(open);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { issuer, address, client: Client::new() }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.address))
    }
}

/// Returns a validator that fetches the keys of the issuer over HTTP.
pub(crate) async fn validator(issuer: &DevIssuer) -> TokenValidator {
    let builder =
        entra_perms_runtime::TokenValidator::<Model>::builder(Tenants::single(TENANT).unwrap());
    builder.authority(issuer.authority()).build().await.unwrap()
}
