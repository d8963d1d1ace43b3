//! The development issuer, the API that trusts it, and an HTTP client.

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Tenants, Uuid};
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::api::Api;
use crate::arguments::DEVELOPMENT_CLIENT_ID;
use crate::permissions::TokenValidator;
use crate::store::Crm;
use crate::store::seed::Seed;

/// The tenant of the issuer.
const CONTOSO: Uuid = Uuid::from_u128(0x3f1a_8d52_6b7e_4c19_9a04_b2d5_e8f0_7c61);

/// An issuer and an API on loopback. Both stop when the deployment is dropped.
pub struct Deployment {
    pub issuer: DevIssuer,
    pub api_url: String,
    server: AbortHandle,
    client: Client,
}

impl Deployment {
    /// Starts both. The API has these records, in memory.
    pub async fn start(seed: Seed) -> anyhow::Result<Self> {
        let crm = Crm::in_memory().await?;
        crm.fill(seed).await?;
        let tenant = CONTOSO.to_string();
        let issuer = DevIssuer::start(&tenant).await?;
        // As in production, the validator fetches the keys; only the authority differs.
        let builder =
            TokenValidator::builder(Tenants::single(&tenant)?).client_id(DEVELOPMENT_CLIENT_ID);
        let validator = builder.authority(issuer.authority()).build().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let api_url = format!("http://{}", listener.local_addr()?);
        let router = Api::new(crm, validator, &api_url)?.router;
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        // A proxy that the environment configures cannot reach loopback.
        let client = Client::builder().no_proxy().build()?;
        Ok(Self { issuer, api_url, server: server.abort_handle(), client })
    }

    /// Returns a request to the API, without a token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.api_url))
    }

    /// Returns the URL of the issuer's metadata.
    pub fn metadata_url(&self) -> String {
        let authority = self.issuer.authority();
        let tenant = self.issuer.tenant();
        format!("{authority}/{tenant}/v2.0/.well-known/openid-configuration")
    }

    /// Fetches a document that the issuer publishes.
    pub async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, reqwest::Error> {
        self.client.get(url).send().await?.json().await
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        self.server.abort();
    }
}
