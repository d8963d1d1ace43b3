//! The facts about an API that its refusals tell clients.

use std::sync::Arc;

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
    /// The facts for callers of the other validators, if there are several. Each caller signed in
    /// to the registration of its own validator.
    pub(crate) others: Vec<OtherFacts>,
}

/// The facts for the callers of one validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherFacts {
    /// The facts that the validator itself tells.
    of_validator: Arc<ApiFacts>,
    facts: Arc<ApiFacts>,
}

impl ApiFacts {
    /// Returns the facts about an API with this App ID URI and without a document.
    pub(crate) fn new(app_id_uri: &str) -> Self {
        Self {
            app_id_uri: app_id_uri.to_owned(),
            metadata_url: None,
            basic_scopes: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Adds the facts for the callers of another validator, which itself tells `of_validator`.
    pub(crate) fn add_other(&mut self, of_validator: &Arc<Self>, facts: Self) {
        let of_validator = Arc::clone(of_validator);
        self.others.push(OtherFacts { of_validator, facts: Arc::new(facts) });
    }

    /// Returns the App ID URIs of all validators, the first validator's first.
    #[cfg(any(feature = "tower", feature = "actix-web", all(test, feature = "testing")))]
    pub(crate) fn app_id_uris(&self) -> impl Iterator<Item = &str> {
        let others = self.others.iter().map(|other| other.facts.app_id_uri.as_str());
        core::iter::once(self.app_id_uri.as_str()).chain(others)
    }

    /// Returns the facts for the callers of the validator that itself tells `of_validator`.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn for_callers_of(self: &Arc<Self>, of_validator: &Arc<Self>) -> Arc<Self> {
        // By address, because two validators may tell equal facts for different App ID URIs.
        let other = self.others.iter().find(|other| Arc::ptr_eq(&other.of_validator, of_validator));
        Arc::clone(other.map_or(self, |other| &other.facts))
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
