//! Where an authority publishes its metadata, and what is taken from there: the issuers, and where the keys are.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::fetch::Http;
use crate::model::TokenVersion;
use crate::validator::authority::{Authority, Issuers, TENANT_PLACEHOLDER, trusted_url};
use crate::validator::build_error::BuildError;
use crate::validator::tenants::Tenants;
use crate::validator::token_error::Excerpt;

/// The metadata documents of an authority for one validator.
pub(crate) struct MetadataSource {
    authority: Authority,
    /// The base URL of the tenant, or of those that there are.
    base: String,
    /// Behind the `?`, with it.
    query: String,
    /// What stands for the tenant in the issuers.
    tenant: String,
    /// v1.0 tokens have issuers of their own, in metadata of their own.
    reads_v1: bool,
}

impl MetadataSource {
    /// `own_keys_of` is the client id of an app registration that has signing keys of its own.
    pub(crate) fn new(
        authority: &Authority,
        tenant: &Tenants,
        version: Option<TokenVersion>,
        own_keys_of: Option<Uuid>,
    ) -> Self {
        Self {
            authority: authority.clone(),
            base: format!("{}/{}", authority.url(), tenant.segment()),
            query: own_keys_of.map(|client_id| format!("?appid={client_id}")).unwrap_or_default(),
            tenant: tenant
                .only()
                .map_or_else(|| TENANT_PLACEHOLDER.to_owned(), |tenant| tenant.to_string()),
            reads_v1: version != Some(TokenVersion::V2),
        }
    }

    pub(crate) fn authority(&self) -> &str {
        self.authority.url()
    }

    /// The issuers, and where the keys are: of v2.0 first.
    pub(crate) async fn read(&self, http: &Http) -> Result<(Issuers, Vec<String>), BuildError> {
        let v2 = self.metadata(http, "/v2.0").await?;
        let mut issuers = Issuers { v2: v2.issuer, ..self.authority.issuers() };
        let mut key_urls = vec![v2.jwks_uri];
        if self.reads_v1 {
            let v1 = self.metadata(http, "").await?;
            issuers.v1 = v1.issuer;
            if !key_urls.contains(&v1.jwks_uri) {
                key_urls.push(v1.jwks_uri);
            }
        }
        Ok((issuers, key_urls))
    }

    async fn metadata(&self, http: &Http, version: &str) -> Result<Metadata, BuildError> {
        let url = format!("{}{version}/.well-known/openid-configuration{}", self.base, self.query);
        Metadata::read(&http.json(&url).await?, &self.tenant)
            .map_err(|problem| BuildError::Metadata { url, problem })
    }
}

/// What is needed of an authority's metadata (`OpenID` Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) issuer: String,
    pub(crate) jwks_uri: String,
}

impl Metadata {
    /// Metadata that can be trusted to be for `tenant`: its GUID, or [`TENANT_PLACEHOLDER`] where the authority serves several.
    pub(crate) fn read(document: &Value, tenant: &str) -> Result<Self, String> {
        let metadata = Self::deserialize(document)
            .map_err(|error| format!("is not OpenID Connect metadata: {error}"))?;
        // Braces are no part of a URL; any GUID will do to see whether the rest is one.
        trusted_url(&metadata.issuer.replace(TENANT_PLACEHOLDER, "tenant")).map_err(|problem| {
            format!("has the issuer {}, which {problem}", Excerpt::new(&metadata.issuer))
        })?;
        trusted_url(&metadata.jwks_uri).map_err(|problem| {
            format!("has the key address {}, which {problem}", Excerpt::new(&metadata.jwks_uri))
        })?;
        if !metadata.issuer.split('/').any(|segment| segment == tenant) {
            return Err(format!(
                "is for another tenant: its issuer is {}",
                Excerpt::new(&metadata.issuer)
            ));
        }
        Ok(metadata)
    }
}
