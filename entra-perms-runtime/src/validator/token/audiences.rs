//! The audiences (`aud`) of the API.

use uuid::Uuid;

use super::audience_form::{SPN, without_slash};
use super::nearest_audience::NearestAudience;
use crate::model::{AppRegistration, TokenVersion};
use crate::validator::token_error::{Excerpt, TokenError};

/// The audiences of the API.
#[derive(Debug)]
pub(crate) struct Audiences {
    /// Accepted in tokens of both versions.
    client_id: String,
    /// The App ID URIs: accepted in v1.0 tokens, with or without a slash at the end, and in any
    /// case.
    identifier_uris: Vec<String>,
    /// The form of the client id in v1.0 tokens for clients of the first version of Azure AD:
    /// `spn:{client id}`. `None` if the registration requests the client id alone.
    spn: Option<String>,
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
        let identifier_uris = identifier_uris.iter().map(|uri| (*uri).to_owned()).collect();
        Self::of_parts(client_id, identifier_uris, audience_is_client_id, further)
    }

    /// Returns the same for a registration that is not a constant of the program.
    pub(crate) fn of_parts(
        client_id: Uuid,
        identifier_uris: Vec<String>,
        audience_is_client_id: bool,
        further: Vec<String>,
    ) -> Self {
        Self {
            identifier_uris: if audience_is_client_id { Vec::new() } else { identifier_uris },
            client_id: client_id.to_string(),
            spn: (!audience_is_client_id).then(|| format!("{SPN}{client_id}")),
            further,
        }
    }

    /// Checks that a token of this version with this `aud` is for the API, and says which API it
    /// is for.
    pub(crate) fn check(&self, aud: &str, version: TokenVersion) -> Result<(), TokenError> {
        if self.accept(aud, version) {
            return Ok(());
        }
        if is_microsoft_graph(aud) {
            return Err(TokenError::MicrosoftGraph);
        }
        let NearestAudience { audience, difference } = self.nearest(aud, version);
        Err(TokenError::Audience { found: Excerpt::new(aud), expected: audience, difference })
    }

    /// Checks that a token of this version with this `aud` is for the API.
    pub(super) fn accept(&self, aud: &str, version: TokenVersion) -> bool {
        match version {
            TokenVersion::V1 => {
                self.is_given(aud) || self.has_identifier_uri(aud) || self.is_spn(aud)
            }
            TokenVersion::V2 => self.is_given(aud) && !aud.starts_with(SPN),
        }
    }

    fn is_given(&self, aud: &str) -> bool {
        aud == self.client_id || self.further.iter().any(|audience| audience == aud)
    }

    /// Ignores the case of ASCII letters: Entra writes the URI as the client requested it, and two
    /// registrations of a tenant cannot have App ID URIs that differ in case only.
    fn has_identifier_uri(&self, aud: &str) -> bool {
        let aud = without_slash(aud);
        self.identifier_uris
            .iter()
            .any(|uri| without_slash(uri).eq_ignore_ascii_case(aud))
    }

    fn is_spn(&self, aud: &str) -> bool {
        self.spn.as_deref() == Some(aud)
    }

    /// Returns the known audience of tokens of this version that is nearest to `aud`.
    #[cold]
    fn nearest(&self, aud: &str, version: TokenVersion) -> NearestAudience {
        let identifier_uris = match version {
            TokenVersion::V1 => self.identifier_uris.as_slice(),
            TokenVersion::V2 => &[],
        };
        let known = self.further.iter().chain(identifier_uris).map(String::as_str);
        NearestAudience::find(aud, &self.client_id, known)
    }
}

/// Checks whether an `aud` is Microsoft Graph.
fn is_microsoft_graph(aud: &str) -> bool {
    MICROSOFT_GRAPH.contains(&without_slash(aud))
}
