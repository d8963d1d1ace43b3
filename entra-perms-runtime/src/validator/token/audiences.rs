//! The audiences (`aud`) of the API.

use uuid::Uuid;

use crate::model::{AppRegistration, TokenVersion};

/// The audiences of the API.
#[derive(Debug)]
pub(crate) struct Audiences {
    /// Accepted in tokens of both versions.
    client_id: String,
    /// The App ID URIs: accepted in v1.0 tokens, with or without a slash at the end.
    identifier_uris: &'static [&'static str],
    /// Given to the builder: accepted in tokens of both versions.
    further: Vec<String>,
}

/// The audiences of Microsoft Graph: its client id, and its URI in each cloud. A client gets such a
/// token if it asks for no scope of this API. <https://learn.microsoft.com/graph/deployments>
const MICROSOFT_GRAPH: [&str; 5] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
];

impl Audiences {
    /// Returns the audiences of a registration with this client id, and further audiences.
    pub(crate) fn new(
        client_id: Uuid,
        registration: &AppRegistration,
        further: Vec<String>,
    ) -> Self {
        let AppRegistration { identifier_uris, audience_is_client_id, .. } = *registration;
        Self {
            identifier_uris: if audience_is_client_id { &[] } else { identifier_uris },
            client_id: client_id.to_string(),
            further,
        }
    }

    /// Checks that a token of this version with this `aud` is for the API.
    pub(super) fn accept(&self, aud: &str, version: TokenVersion) -> bool {
        aud == self.client_id
            || self.further.iter().any(|audience| audience == aud)
            || (version == TokenVersion::V1 && self.has_identifier_uri(aud))
    }

    fn has_identifier_uri(&self, aud: &str) -> bool {
        self.identifier_uris.iter().any(|uri| without_slash(uri) == without_slash(aud))
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }
}

/// Checks whether an `aud` is Microsoft Graph.
pub(super) fn is_microsoft_graph(aud: &str) -> bool {
    MICROSOFT_GRAPH.contains(&without_slash(aud))
}

/// Removes one slash at the end. Entra appends one to some App ID URIs, and never two.
fn without_slash(uri: &str) -> &str {
    uri.strip_suffix('/').unwrap_or(uri)
}
