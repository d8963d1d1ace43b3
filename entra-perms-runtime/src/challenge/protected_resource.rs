//! The metadata that tells clients how to get a token for this API (RFC 9728).

use serde::Serialize;

use crate::model::{Model, Permission};
use crate::validator::TokenValidator;

/// The metadata of this API as a protected resource (RFC 9728).
///
/// Serve it as JSON at `/.well-known/oauth-protected-resource`, without a layer that requires a
/// token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProtectedResource {
    /// The App ID URI of this API, or its client id if it has no URI.
    pub resource: String,
    /// The v2.0 issuer of the tenant, or of `organizations` if there are several tenants. A client
    /// starts there to find out how to get a token.
    pub authorization_servers: Vec<String>,
    /// The enabled scopes as a client requests them: `{resource}/{scope}`.
    ///
    /// RFC 9728, section 2, defines them as the scopes "used in authorization requests". In tokens,
    /// they have no resource.
    pub scopes_supported: Vec<String>,
    /// The ways to send a token: only in the `Authorization` header.
    pub bearer_methods_supported: Vec<&'static str>,
}

impl<M: Model> TokenValidator<M> {
    /// Returns the metadata of this API (RFC 9728).
    #[must_use]
    pub fn protected_resource(&self) -> ProtectedResource {
        let rules = self.rules();
        let resource = rules.audiences.resource.clone();
        let enabled_scopes = M::TABLES.enabled_scopes.iter();
        ProtectedResource {
            authorization_servers: vec![rules.issuer.authorization_server()],
            scopes_supported: enabled_scopes
                .map(|scope| requested_scope(&resource, scope.value()))
                .collect(),
            bearer_methods_supported: vec!["header"],
            resource,
        }
    }
}

/// Returns the scope as a client requests it.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>
pub(crate) fn requested_scope(resource: &str, scope: &str) -> String {
    format!("{resource}/{scope}")
}
