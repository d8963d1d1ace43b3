//! Fetching the documents of the authority over HTTP.

use core::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, StatusCode};
use serde_json::Value;

use super::roots::{self, Roots};

use crate::validator::authority::{is_loopback, trusted_url};
use crate::validator::build_error::{BuildError, FetchError};
use crate::validator::keys::KeySet;
use crate::validator::keys::document::NotAKeySet;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The limit for a whole request, with its response.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Entra's documents have about 20 KB.
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

/// HTTP clients that follow no redirects.
///
/// There are two, because reading the root certificates of a machine without any fails. An
/// authority on a loopback address needs no certificate.
pub(crate) struct Http {
    /// Requests `http` URLs, which are always of loopback addresses.
    plain: Client,
    /// Requests `https` URLs. It is made when it is needed.
    verifying: OnceLock<Result<Client, BuildError>>,
    roots: Option<Vec<Certificate>>,
    authority: Uri,
}

impl Http {
    /// Makes the clients for an authority. The root certificates are read now if the authority
    /// needs them, or if they are given.
    pub(crate) fn new(authority: &str, roots: &Roots) -> Result<Self, BuildError> {
        let http = Self {
            // Without roots to verify with, no `https` URL can be read.
            plain: client().no_proxy().tls_certs_only([]).build().map_err(http_client)?,
            verifying: OnceLock::new(),
            roots: roots.certificates()?,
            authority: trusted_url(authority).unwrap_or_default(),
        };
        if http.roots.is_some() || http.authority.scheme() == Some(&Scheme::HTTPS) {
            http.verifying()?;
        }
        Ok(http)
    }

    /// Returns the client for a URL.
    fn client(&self, url: &str) -> Result<&Client, BuildError> {
        if url.starts_with("http://") { Ok(&self.plain) } else { self.verifying() }
    }

    fn verifying(&self) -> Result<&Client, BuildError> {
        self.verifying
            .get_or_init(|| self.new_verifying())
            .as_ref()
            .map_err(Clone::clone)
    }

    fn new_verifying(&self) -> Result<Client, BuildError> {
        let mut client = client();
        // Through a proxy, a loopback address would be the proxy's own machine.
        if self.authority.host().is_some_and(is_loopback) {
            client = client.no_proxy();
        }
        match &self.roots {
            Some(roots) => {
                client.tls_certs_only(roots.iter().cloned()).build().map_err(roots::invalid)
            }
            // The client is made of constants, and of the certificates of the machine.
            None => client.build().map_err(|error| BuildError::NoRootCertificates {
                authority: self.authority.to_string().trim_end_matches('/').to_owned(),
                source: FetchError::new(error),
            }),
        }
    }

    /// Fetches a JWKS document, and returns its usable keys.
    pub(crate) async fn keys(&self, url: &str) -> Result<KeySet, BuildError> {
        let keys = KeySet::parse(&self.document(url).await?, |index, problem| {
            // Not a warning: this is logged every hour, and the service cannot change it.
            tracing::debug!(url, index, problem, "a published key cannot be used");
        });
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(keys),
            Err(error @ NotAKeySet::NotJson { .. }) => {
                Err(unreachable(url, DocumentError::NotAKeySet(error)))
            }
            Ok(_) | Err(NotAKeySet::NoArray) => {
                Err(BuildError::NoKeys { source_of_keys: format!("`{url}`") })
            }
        }
    }

    /// Fetches a JSON document.
    pub(crate) async fn json(&self, url: &str) -> Result<Value, BuildError> {
        let document = self.document(url).await?;
        serde_json::from_slice(&document)
            .map_err(|error| unreachable(url, DocumentError::NotJson(error)))
    }

    async fn document(&self, url: &str) -> Result<Vec<u8>, BuildError> {
        let client = self.client(url)?;
        body(client, url).await.map_err(|error| unreachable(url, error))
    }
}

async fn body(client: &Client, url: &str) -> Result<Vec<u8>, DocumentError> {
    let mut response = client.get(url).send().await?;
    if !response.status().is_success() {
        return Err(DocumentError::Status(response.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Returns the settings of all clients.
fn client() -> ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .user_agent(concat!("entra-perms/", env!("CARGO_PKG_VERSION")))
}

fn http_client(error: reqwest::Error) -> BuildError {
    BuildError::HttpClient(FetchError::new(error))
}

/// The reason why a document cannot be read: the source of [`BuildError::Unreachable`].
#[derive(Debug, thiserror::Error)]
enum DocumentError {
    #[error(transparent)]
    Http(reqwest::Error),
    #[error("the response has the status {0}")]
    Status(StatusCode),
    #[error("it is larger than 1 MiB")]
    TooLarge,
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
    #[error("it {0}")]
    NotAKeySet(NotAKeySet),
}

impl From<reqwest::Error> for DocumentError {
    /// Removes the URL from the error, because [`BuildError::Unreachable`] names the URL.
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

fn unreachable(url: &str, error: DocumentError) -> BuildError {
    BuildError::Unreachable { url: url.to_owned(), source: FetchError::new(error) }
}

/// Returns the error and its sources as one line, for the log.
pub(crate) fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
