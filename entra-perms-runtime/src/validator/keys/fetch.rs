//! Documents of the authority, over HTTP.

use core::error::Error;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde_json::Value;

use super::{KeySet, NotAKeySet};
use crate::validator::authority::{is_loopback, trusted_url};
use crate::validator::build_error::{BuildError, FetchError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// Entra's documents have some 20 KB.
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

/// An HTTP client that goes nowhere but where it is sent.
pub(crate) struct Http(reqwest::Client);

impl Http {
    pub(crate) fn new(authority: &str) -> Result<Self, BuildError> {
        let mut client = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .user_agent(concat!("entra-perms/", env!("CARGO_PKG_VERSION")));
        // A proxy has another loopback than this machine.
        if trusted_url(authority).is_ok_and(|url| url.host().is_some_and(is_loopback)) {
            client = client.no_proxy();
        }
        client
            .build()
            .map(Self)
            .map_err(|error| BuildError::HttpClient(FetchError::new(error)))
    }

    /// The usable keys of a JWKS document.
    pub(crate) async fn keys(&self, url: &str) -> Result<KeySet, BuildError> {
        let keys = KeySet::parse(&self.document(url).await?, |index, problem| {
            // Once an hour, and not the service's to change.
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
        self.body(url).await.map_err(|error| unreachable(url, error))
    }

    async fn body(&self, url: &str) -> Result<Vec<u8>, DocumentError> {
        let mut response = self.0.get(url).send().await?;
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
}

/// The reason why a document cannot be read: the source of [`BuildError::Unreachable`].
#[derive(Debug, thiserror::Error)]
enum DocumentError {
    #[error(transparent)]
    Http(reqwest::Error),
    #[error("it answers {0}")]
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
