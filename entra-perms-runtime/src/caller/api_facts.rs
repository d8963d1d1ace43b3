//! The facts about an API that its refusals tell clients.

/// The facts about an API that its refusals tell clients.
///
/// Each caller has them, because a function may write its refusal into a body before any layer sees
/// the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiFacts {
    /// The name of the API in front of each scope: an App ID URI, or the client id if the API has
    /// no App ID URI. Entra accepts both.
    pub(crate) app_id_uri: String,
    /// The URL of the document about the API (RFC 9728), if it is published.
    pub(crate) metadata_url: Option<String>,
    /// The scopes that a client should request first.
    pub(crate) basic_scopes: Vec<&'static str>,
}

impl ApiFacts {
    /// Returns the facts about an API with this App ID URI and without a document.
    pub(crate) fn new(app_id_uri: &str) -> Self {
        Self { app_id_uri: app_id_uri.to_owned(), metadata_url: None, basic_scopes: Vec::new() }
    }

    /// Returns the full name of a scope.
    pub(crate) fn full_name(&self, scope: &str) -> String {
        full_name(&self.app_id_uri, scope)
    }
}

/// Returns the full name of a scope, by which clients request it. Entra treats a scope without an
/// App ID URI as a scope of Microsoft Graph.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>
pub(crate) fn full_name(app_id_uri: &str, scope: &str) -> String {
    format!("{app_id_uri}/{scope}")
}
