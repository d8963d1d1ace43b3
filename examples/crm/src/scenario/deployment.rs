//! The development issuer, the API that trusts it, and a client.

use std::error::Error;
use std::sync::Arc;

use entra_perms_runtime::Tenants;
use entra_perms_runtime::testing::DevIssuer;
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::actor::CONTOSO;
use super::answer::Answer;
use crate::api;
use crate::arguments::DEVELOPMENT;
use crate::permissions::TokenValidator;
use crate::store::Crm;

/// All of it, on loopback, until it is dropped.
pub(crate) struct World {
    pub(crate) issuer: DevIssuer,
    api: String,
    server: AbortHandle,
    client: Client,
}

impl World {
    pub(crate) async fn start(crm: Crm) -> Result<Self, Box<dyn Error>> {
        let tenant = CONTOSO.to_string();
        let issuer = DevIssuer::start(&tenant).await?;
        // As in production, but for the authority: the keys come from its metadata.
        let builder = TokenValidator::builder(Tenants::single(&tenant)?).client_id(DEVELOPMENT);
        let validator = builder.authority(issuer.authority()).build().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let api = format!("http://{}", listener.local_addr()?);
        let router = api::router(Arc::new(crm), validator, &api);
        let server =
            tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        // A proxy of the environment has no business on loopback.
        Ok(Self { issuer, api, server, client: Client::builder().no_proxy().build()? })
    }

    /// What the API answers.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let mut request = self.client.request(method, format!("{}{path}", self.api));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::read(request.send().await?).await
    }

    /// The base URL of what the issuer publishes.
    pub(super) fn authority_of_tenant(&self) -> String {
        format!("{}/{}", self.issuer.authority(), self.issuer.tenant())
    }

    /// What the issuer publishes at this URL.
    pub(super) async fn published(&self, url: &str) -> Result<Value, reqwest::Error> {
        self.client.get(url).send().await?.json().await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.abort();
    }
}
