//! The facts about a validator that refusals and documents tell clients.

use std::sync::Arc;

use super::TokenValidator;
use super::app_id_uris::AppIdUris;
use super::token_error::TokenError;
use crate::caller::ApiFacts;
use crate::model::Model;

impl<M: Model> TokenValidator<M> {
    /// Returns the issuers from which clients discover the authorities, without repetition, or an
    /// error that says when to retry if an issuer is not known yet.
    pub(crate) fn authorization_servers(&self) -> Result<Vec<String>, TokenError> {
        let mut servers = Vec::new();
        for member in self.members() {
            let Some(server) = member.rules().issuer.authorization_server() else {
                member.inner.keys.check_ready()?;
                return Err(TokenError::keys_unavailable());
            };
            if !servers.contains(&server) {
                servers.push(server);
            }
        }
        Ok(servers)
    }

    /// Returns the App ID URIs of this validator, or of the first of several.
    pub(crate) fn app_id_uris(&self) -> &AppIdUris {
        &self.inner.app_id_uris
    }

    /// Returns the facts that refusals tell clients, unless a layer tells them others.
    pub(crate) fn api_facts(&self) -> &Arc<ApiFacts> {
        match &self.several {
            None => &self.inner.api_facts,
            Some(several) => &several.api_facts,
        }
    }

    /// Returns a v2.0 endpoint, `authorize` or `token`, of the tenant, or of `organizations` if
    /// there are several tenants. If there are several validators, it is the first one's.
    /// <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow>
    #[cfg(any(feature = "utoipa", feature = "aide"))]
    pub(crate) fn oauth_endpoint(&self, name: &str) -> String {
        let authority = &self.inner.authorization.authority;
        let tenants = self.inner.rules.issuer.tenants();
        format!("{authority}/{}/oauth2/v2.0/{name}", tenants.segment())
    }
}
