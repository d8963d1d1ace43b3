//! What clients are told of this API before they have a token.

use serde::Serialize;

use crate::model::{Model, Permission};
use crate::validator::TokenValidator;

/// The metadata of this API as a protected resource, to be served as JSON at
/// `/.well-known/oauth-protected-resource`, without a token: RFC 9728.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProtectedResource {
    /// The App ID URI of this API, else its client id.
    pub resource: String,
    /// The v2.0 issuer of the tenant, where a client begins to look for how to get a token. For several tenants it is that
    /// of `organizations`.
    pub authorization_servers: Vec<String>,
    /// The enabled scopes as a client asks for them, `{resource}/{scope}`: RFC 9728, section 2, has here what is "used in
    /// authorization requests". Tokens carry them without the resource.
    pub scopes_supported: Vec<String>,
    /// How a token is sent: in the `Authorization` header, and in no other way.
    pub bearer_methods_supported: Vec<&'static str>,
}

impl<M: Model> TokenValidator<M> {
    /// The metadata of this API (RFC 9728).
    #[must_use]
    pub fn protected_resource(&self) -> ProtectedResource {
        let rules = self.rules();
        let resource = rules.audiences.resource.clone();
        let enabled =
            M::Scope::ALL.iter().filter(|scope| M::TABLES.enabled_scopes.contains(**scope));
        ProtectedResource {
            authorization_servers: vec![rules.issuer.authorization_server()],
            scopes_supported: enabled.map(|scope| as_asked_for(&resource, scope.value())).collect(),
            bearer_methods_supported: vec!["header"],
            resource,
        }
    }
}

/// A scope as a client asks for it.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>
pub(crate) fn as_asked_for(resource: &str, scope: &str) -> String {
    format!("{resource}/{scope}")
}
