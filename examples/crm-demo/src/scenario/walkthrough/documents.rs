//! The parts of a token and the published documents that the walkthrough shows.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use example_crm::permissions::{Role, Scope};

/// The header and the claims of a token, read without verification. Only for display.
#[derive(Clone, Debug)]
pub(super) struct DecodedToken {
    pub(super) header: Header,
    pub(super) claims: Claims,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    pub(super) kid: String,
}

/// The claims of a token of a user, version 2.0.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) azp: String,
    pub(super) name: String,
    pub(super) oid: String,
    pub(super) tid: String,
    pub(super) scp: String,
    pub(super) roles: Vec<String>,
    pub(super) nbf: u64,
    pub(super) exp: u64,
}

/// The OpenID Connect metadata of the issuer.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct IssuerMetadata {
    pub(super) issuer: String,
    pub(super) jwks_uri: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct KeySet {
    pub(super) keys: Vec<Key>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Key {
    pub(super) kid: String,
}

/// The permissions in the body of `/me`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Me {
    pub(super) held: Vec<Role>,
    pub(super) granted: Vec<Scope>,
    pub(super) effective: Vec<Role>,
}

/// The protected resource metadata of the API (RFC 9728).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) scopes_supported: Vec<String>,
}

impl Resource {
    /// Returns the full name of a scope of the API: the App ID URI that precedes the scopes of the
    /// document, and the scope.
    pub(super) fn full_name(&self, scope: &str) -> Option<String> {
        let (app_id_uri, _) = self.scopes_supported.first()?.rsplit_once('/')?;
        Some(format!("{app_id_uri}/{scope}"))
    }
}

impl DecodedToken {
    pub(super) fn new(token: &str) -> anyhow::Result<Self> {
        let mut segments = token.split('.');
        let header = decode_segment(segments.next())?;
        let claims = decode_segment(segments.next())?;
        Ok(Self { header, claims })
    }
}

fn decode_segment<T: DeserializeOwned>(segment: Option<&str>) -> anyhow::Result<T> {
    let encoded = segment.context("the token has fewer than two segments")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded)?)?)
}
