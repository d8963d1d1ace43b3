//! Documents of the authority, over HTTP.

use core::error::Error;
use std::time::Duration;

use reqwest::redirect::Policy;
use serde_json::Value;

use super::{KeySet, NotAKeySet};
use crate::validator::authority::{is_loopback, trusted_url};
use crate::validator::build_error::BuildError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// Entra's documents have some 20 KB.
const MOST_BYTES: usize = 1024 * 1024;

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
            .map_err(|error| BuildError::HttpClient(with_causes(&error)))
    }

    /// The usable keys of a JWKS document.
    pub(crate) async fn keys(&self, url: &str) -> Result<KeySet, BuildError> {
        let keys = KeySet::parse(&self.document(url).await?, |index, problem| {
            // Once an hour, and not the service's to change.
            tracing::debug!(url, index, problem, "a published key cannot be used");
        });
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(keys),
            Err(error @ NotAKeySet::NotJson { .. }) => Err(unreachable(url, format!("it {error}"))),
            Ok(_) | Err(NotAKeySet::NoArray) => {
                Err(BuildError::NoKeys { source_of_keys: format!("`{url}`") })
            }
        }
    }

    pub(crate) async fn json(&self, url: &str) -> Result<Value, BuildError> {
        let document = self.document(url).await?;
        serde_json::from_slice(&document)
            .map_err(|error| unreachable(url, format!("it is not JSON: {error}")))
    }

    async fn document(&self, url: &str) -> Result<Vec<u8>, BuildError> {
        self.body(url).await.map_err(|problem| unreachable(url, problem))
    }

    async fn body(&self, url: &str) -> Result<Vec<u8>, String> {
        let failed = |error: reqwest::Error| with_causes(&error.without_url());
        let mut response = self.0.get(url).send().await.map_err(failed)?;
        if !response.status().is_success() {
            return Err(format!("it answers {}", response.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err("it is larger than 1 MiB".to_owned());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn unreachable(url: &str, problem: String) -> BuildError {
    BuildError::Unreachable { url: url.to_owned(), problem }
}

/// `reqwest` says only that a request failed; why is in the causes.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
