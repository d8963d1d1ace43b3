//! The metadata of an authority: its issuers, and the URLs of its keys.

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
    /// The base URL of the tenant, or of `organizations` for several tenants.
    base: String,
    /// The query of the URL with its `?`, or nothing.
    query: String,
    /// The path segment of the issuers that stands for the tenant.
    tenant: String,
    /// Is `true` if v1.0 tokens are possible, which have other issuers than v2.0 tokens.
    reads_v1: bool,
}

impl MetadataSource {
    /// Returns the source of the metadata for tokens of `version`, or of both versions if the
    /// version is not known.
    ///
    /// `own_keys_of` is the client id of an app registration that has signing keys of its own.
    pub(crate) fn new(
        authority: &Authority,
        tenants: &Tenants,
        version: Option<TokenVersion>,
        own_keys_of: Option<Uuid>,
    ) -> Self {
        Self {
            authority: authority.clone(),
            base: format!("{}/{}", authority.url(), tenants.segment()),
            query: match own_keys_of {
                Some(client_id) => format!("?appid={client_id}"),
                None => String::new(),
            },
            tenant: match tenants.only() {
                Some(tenant) => tenant.to_string(),
                None => TENANT_PLACEHOLDER.to_owned(),
            },
            reads_v1: version != Some(TokenVersion::V2),
        }
    }

    pub(crate) fn authority(&self) -> &str {
        self.authority.url()
    }

    /// Returns the issuers, and the URLs of the keys. The URL in v2.0 metadata is the first.
    pub(crate) async fn read(&self, http: &Http) -> Result<(Issuers, Vec<String>), BuildError> {
        let v2 = self.metadata(http, TokenVersion::V2).await?;
        let mut issuers = Issuers { v2: v2.issuer, ..self.authority.issuers() };
        let mut key_urls = vec![v2.jwks_uri];
        if self.reads_v1 {
            let v1 = self.metadata(http, TokenVersion::V1).await?;
            issuers.v1 = v1.issuer;
            if !key_urls.contains(&v1.jwks_uri) {
                key_urls.push(v1.jwks_uri);
            }
        }
        Ok((issuers, key_urls))
    }

    async fn metadata(&self, http: &Http, version: TokenVersion) -> Result<Metadata, BuildError> {
        let path = match version {
            TokenVersion::V1 => "",
            TokenVersion::V2 => "/v2.0",
        };
        let url = format!("{}{path}/.well-known/openid-configuration{}", self.base, self.query);
        Metadata::read(&http.json(&url).await?, &self.tenant)
            .map_err(|problem| BuildError::Metadata { url, problem })
    }
}

/// The used members of an authority's metadata (`OpenID` Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) issuer: String,
    pub(crate) jwks_uri: String,
}

impl Metadata {
    /// Returns the metadata if it can be trusted, and is for `tenant`: a GUID, or
    /// [`TENANT_PLACEHOLDER`] if the authority serves several tenants.
    pub(crate) fn read(document: &Value, tenant: &str) -> Result<Self, String> {
        let metadata = Self::deserialize(document)
            .map_err(|error| format!("is not OpenID Connect metadata: {error}"))?;
        // A URL must not have braces, so the placeholder is replaced before the check.
        trusted_url(&metadata.issuer.replace(TENANT_PLACEHOLDER, "tenant")).map_err(|problem| {
            format!("has the issuer {}, which {problem}", Excerpt::new(&metadata.issuer))
        })?;
        trusted_url(&metadata.jwks_uri).map_err(|problem| {
            format!("has the `jwks_uri` {}, which {problem}", Excerpt::new(&metadata.jwks_uri))
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
