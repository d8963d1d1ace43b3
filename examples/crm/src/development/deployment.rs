//! The development issuer, the API that trusts it, and an HTTP client.

use std::sync::Arc;

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Tenants, Uuid};
use reqwest::{Client, Method};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::response::ApiResponse;
use crate::api;
use crate::arguments::DEVELOPMENT_CLIENT_ID;
use crate::permissions::TokenValidator;
use crate::store::Crm;

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
    /// Starts both. The API has the records of `crm`.
    pub async fn start(crm: Crm) -> anyhow::Result<Self> {
        let tenant = CONTOSO.to_string();
        let issuer = DevIssuer::start(&tenant).await?;
        // As in production, the validator fetches the keys; only the authority differs.
        let builder =
            TokenValidator::builder(Tenants::single(&tenant)?).client_id(DEVELOPMENT_CLIENT_ID);
        let validator = builder.authority(issuer.authority()).build().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let api_url = format!("http://{}", listener.local_addr()?);
        let router = api::router(Arc::new(crm), validator, &api_url)?;
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        // A proxy that the environment configures cannot reach loopback.
        let client = Client::builder().no_proxy().build()?;
        Ok(Self { issuer, api_url, server: server.abort_handle(), client })
    }

    /// Sends a request to the API.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<ApiResponse, reqwest::Error> {
        let mut request = self.client.request(method, format!("{}{path}", self.api_url));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        ApiResponse::read(request.send().await?).await
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
