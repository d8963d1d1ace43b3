//! The development issuer, the API that trusts it, and an HTTP client.

use core::net::{Ipv4Addr, SocketAddr};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Tenants, Uuid};
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use tokio::task::AbortHandle;

use crate::api::Api;
use crate::operators;
use crate::permissions::TokenValidator;
use crate::service::{Listeners, Metrics, Service, StopRequests};
use crate::settings::{DEVELOPMENT_CLIENT_ID, Limits, ShutdownTimes};
use crate::store::Crm;
use crate::store::seed::Seed;

/// The tenant of the issuer.
const CONTOSO: Uuid = Uuid::from_u128(0x3f1a_8d52_6b7e_4c19_9a04_b2d5_e8f0_7c61);

/// An issuer and an API on loopback. Both stop when the deployment is dropped.
pub struct Deployment {
    /// The issuer of the tokens.
    pub issuer: DevIssuer,
    /// The URL of the API.
    pub api_url: String,
    /// The URL of the second address.
    pub operators_url: String,
    server: AbortHandle,
    client: Client,
}

impl Deployment {
    /// Starts both. The API has these records, in memory.
    ///
    /// # Errors
    /// Returns an error if a socket cannot be opened, for example.
    pub async fn start(seed: Seed) -> anyhow::Result<Self> {
        let crm = Crm::in_memory().await?;
        crm.fill(seed).await?;
        let tenant = CONTOSO.to_string();
        let issuer = DevIssuer::start(&tenant).await?;
        // As in production, the validator fetches the keys; only the authority differs.
        let builder =
            TokenValidator::builder(Tenants::single(&tenant)?).client_id(DEVELOPMENT_CLIENT_ID);
        let validator = builder.authority(issuer.authority()).build().await?;
        let free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listeners = Listeners::bind(free_port, free_port).await?;
        let api_url = listeners.api_url()?;
        let operators_url = listeners.operators_url()?;
        let metrics = Metrics::install()?;
        let api = Api::new(crm, validator.clone(), &api_url)?;
        let service = Service {
            listeners,
            api: api.router,
            operators: operators::router(metrics.clone(), validator.clone(), api.document),
            validator,
            metrics,
            limits: Limits::default(),
            origins: Vec::new(),
            shutdown: ShutdownTimes::default(),
        };
        // The service ends with the deployment, so nobody stops it.
        let (_, never) = StopRequests::new();
        let server = tokio::spawn(service.run(never));
        // A proxy that the environment configures cannot reach loopback.
        let client = Client::builder().no_proxy().build()?;
        Ok(Self { issuer, api_url, operators_url, server: server.abort_handle(), client })
    }

    /// Returns a request to the API, without a token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.api_url))
    }

    /// Returns the URL of the issuer's metadata.
    #[must_use]
    pub fn metadata_url(&self) -> String {
        let authority = self.issuer.authority();
        let tenant = self.issuer.tenant();
        format!("{authority}/{tenant}/v2.0/.well-known/openid-configuration")
    }

    /// Fetches a document that the issuer publishes.
    ///
    /// # Errors
    /// Returns an error if there is no such document.
    pub async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, reqwest::Error> {
        self.client.get(url).send().await?.json().await
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        self.server.abort();
    }
}
