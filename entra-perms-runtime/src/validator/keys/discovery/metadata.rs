//! The metadata of an authority: its issuers, and the URLs of its keys.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::fetch::Http;
use crate::model::TokenVersion;
use crate::validator::authority::{Authority, TENANT_PLACEHOLDER, trusted_url};
use crate::validator::build_error::BuildError;
use crate::validator::tenants::Tenants;
use crate::validator::token::versions::VersionsToRead;
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
    versions: VersionsToRead,
}

/// The metadata documents that were read, and those that could not be read.
pub(crate) struct Documents {
    /// The documents by the version of their tokens: at least one.
    pub(crate) read: Vec<(TokenVersion, Metadata)>,
    /// The documents that are not needed and could not be read, with the reasons.
    pub(crate) missing: Vec<(TokenVersion, BuildError)>,
}

impl Documents {
    /// Returns the URLs of the keys. The URL in v2.0 metadata is the first.
    pub(crate) fn key_urls(&self) -> Vec<String> {
        let mut urls = Vec::new();
        for (_, metadata) in &self.read {
            if !urls.contains(&metadata.jwks_uri) {
                urls.push(metadata.jwks_uri.clone());
            }
        }
        urls
    }

    /// Returns the versions whose documents name this URL of keys.
    pub(crate) fn name_keys(&self, url: &str) -> impl Iterator<Item = TokenVersion> {
        let naming = self.read.iter().filter(move |(_, metadata)| metadata.jwks_uri == url);
        naming.map(|(version, _)| *version)
    }
}

impl MetadataSource {
    /// Returns the source of the metadata for tokens of these versions.
    ///
    /// `own_keys_of` is the client id of an app registration that has signing keys of its own.
    pub(crate) fn new(
        authority: &Authority,
        tenants: &Tenants,
        versions: VersionsToRead,
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
            versions,
        }
    }

    /// Returns whether tokens of the API need the document at the start. If no version is stated,
    /// either document is enough.
    pub(super) fn is_needed(&self, version: TokenVersion) -> bool {
        self.versions.needed == Some(version)
    }

    /// Returns the versions whose documents are read. v1.0 tokens need both: their keys are
    /// published for the v2.0 issuer.
    pub(super) fn versions(&self) -> &'static [TokenVersion] {
        match self.versions.only {
            Some(TokenVersion::V2) => &[TokenVersion::V2],
            Some(TokenVersion::V1) | None => &[TokenVersion::V2, TokenVersion::V1],
        }
    }

    pub(crate) fn authority(&self) -> &str {
        self.authority.url()
    }

    /// Reads the documents. A document that cannot be read is an error if it `is_needed`, or if no
    /// document can be read. A document that is wrong is always an error.
    pub(crate) async fn read(
        &self,
        http: &Http,
        is_needed: impl Fn(TokenVersion) -> bool,
    ) -> Result<Documents, BuildError> {
        let mut documents = Documents { read: Vec::new(), missing: Vec::new() };
        for &version in self.versions() {
            match self.metadata(http, version).await {
                Ok(metadata) => documents.read.push((version, metadata)),
                Err(error @ BuildError::Unreachable { .. }) if !is_needed(version) => {
                    documents.missing.push((version, error));
                }
                Err(error) => return Err(error),
            }
        }
        if documents.read.is_empty() && !documents.missing.is_empty() {
            return Err(documents.missing.swap_remove(0).1);
        }
        Ok(documents)
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
