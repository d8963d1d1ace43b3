//! The security scheme of a document: how clients get tokens, and the scopes that they request.

use utoipa::openapi::SecurityRequirement;
use utoipa::openapi::security::{
    AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};

use crate::audit::{is_for_applications, least_scopes};
use crate::caller::full_name;
use crate::model::{Model, Permission};
use crate::requirement::Requirement;
use crate::validator::TokenValidator;

/// The scope that requests all roles that an application was assigned.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope>
const DEFAULT: &str = ".default";

/// The endpoints of the authority, and the App ID URI that clients put in front of scopes.
pub(super) struct Endpoints {
    authorize: String,
    token: String,
    app_id_uri: String,
    has_one_tenant: bool,
}

impl Endpoints {
    pub(super) fn from_validator<M: Model>(validator: &TokenValidator<M>) -> Self {
        Self {
            authorize: validator.oauth_endpoint("authorize"),
            token: validator.oauth_endpoint("token"),
            app_id_uri: validator.app_id_uris().first().to_owned(),
            has_one_tenant: validator.rules().issuer.tenants().only().is_some(),
        }
    }

    /// Returns the scheme, with each flow that leads to a token for this API.
    pub(super) fn scheme<M: Model>(&self) -> SecurityScheme {
        let flows = self.user_flow::<M>().into_iter().chain(self.application_flow::<M>());
        SecurityScheme::OAuth2(OAuth2::with_description(flows, "Microsoft Entra ID"))
    }

    /// Checks that clients can request this scope.
    pub(super) fn offers<M: Model>(&self, scope: &str) -> bool {
        let scopes = M::TABLES.enabled_scopes.iter().map(Permission::value);
        scopes.chain([DEFAULT]).any(|offered| self.requested(offered) == scope)
    }

    /// Returns the flow of a client that acts for a user, if any scope is enabled.
    fn user_flow<M: Model>(&self) -> Option<Flow> {
        let tables = M::TABLES;
        if tables.enabled_scopes.is_empty() {
            return None;
        }
        let scopes: Scopes = M::Scope::ALL
            .iter()
            .zip(tables.scope_descriptions)
            .filter(|(scope, _)| tables.enabled_scopes.contains(**scope))
            .map(|(scope, description)| (self.requested(scope.value()), (*description).to_owned()))
            .collect();
        let flow = AuthorizationCode::new(&self.authorize, &self.token, scopes);
        Some(Flow::AuthorizationCode(flow))
    }

    /// Returns the flow of an application that acts as itself, if roles can be assigned to it.
    fn application_flow<M: Model>(&self) -> Option<Flow> {
        let assignable = M::TABLES.applications & M::TABLES.enabled_roles;
        if assignable.is_empty() {
            return None;
        }
        // The client credentials flow requires one tenant in the URL.
        // <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token>
        let description = if self.has_one_tenant {
            "The app roles that the application was assigned."
        } else {
            "The app roles that the application was assigned. \
             Replace `organizations` in the URL with the id of the tenant."
        };
        let scopes = Scopes::one(self.requested(DEFAULT), description.to_owned());
        Some(Flow::ClientCredentials(ClientCredentials::new(&self.token, scopes)))
    }

    /// Returns the alternatives of a requirement, each under this scheme name. They are empty if
    /// nobody can satisfy the requirement.
    pub(super) fn alternatives<M: Model>(
        &self,
        scheme_name: &str,
        requirement: &Requirement<M>,
    ) -> Vec<SecurityRequirement> {
        let mut alternatives = Vec::new();
        for set in least_scopes(requirement) {
            let scopes: Vec<String> =
                set.iter().map(|scope| self.requested(scope.value())).collect();
            alternatives.push(SecurityRequirement::new(scheme_name, scopes));
        }
        if is_for_applications(requirement) {
            alternatives.push(SecurityRequirement::new(scheme_name, [self.requested(DEFAULT)]));
        }
        alternatives
    }

    /// Returns a scope as clients request it.
    fn requested(&self, scope: &str) -> String {
        full_name(&self.app_id_uri, scope)
    }
}
