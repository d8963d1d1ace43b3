//! How clients get tokens: the security scheme, and what an operation asks of it.

use utoipa::openapi::SecurityRequirement;
use utoipa::openapi::security::{
    AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};

use crate::audit::{is_for_applications, least_scopes};
use crate::challenge::requested_scope;
use crate::model::{Model, Permission};
use crate::requirement::Requirement;
use crate::validator::TokenValidator;

/// The scope that stands for all that an application was assigned.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope>
const DEFAULT: &str = ".default";

/// Where clients ask for tokens, and what for.
pub(super) struct Endpoints {
    authorize: String,
    token: String,
    resource: String,
    has_one_tenant: bool,
}

impl Endpoints {
    pub(super) fn of<M: Model>(validator: &TokenValidator<M>) -> Self {
        Self {
            authorize: validator.oauth_endpoint("authorize"),
            token: validator.oauth_endpoint("token"),
            resource: validator.rules().audiences.resource.clone(),
            has_one_tenant: validator.rules().issuer.tenants().only().is_some(),
        }
    }

    /// The flows that lead to a token for this API.
    pub(super) fn scheme<M: Model>(&self) -> SecurityScheme {
        let flows = [self.for_users::<M>(), self.for_applications::<M>()];
        SecurityScheme::OAuth2(OAuth2::with_description(
            flows.into_iter().flatten(),
            "Microsoft Entra ID",
        ))
    }

    /// Whether a client can ask for this scope.
    pub(super) fn offers<M: Model>(&self, scope: &str) -> bool {
        let scopes = M::TABLES.enabled_scopes.iter().map(Permission::value);
        scopes
            .chain([DEFAULT])
            .any(|offered| requested_scope(&self.resource, offered) == scope)
    }

    /// A client acts for a user, with one of the enabled scopes.
    fn for_users<M: Model>(&self) -> Option<Flow> {
        let tables = M::TABLES;
        let described = tables.enabled_scopes.iter().map(|scope| {
            let description =
                tables.scope_descriptions.get(scope.index()).copied().unwrap_or_default();
            (requested_scope(&self.resource, scope.value()), description.to_owned())
        });
        let flow =
            AuthorizationCode::new(&self.authorize, &self.token, described.collect::<Scopes>());
        tables.enabled_scopes.has_any().then_some(Flow::AuthorizationCode(flow))
    }

    /// An application acts as itself, with the roles that it was assigned.
    fn for_applications<M: Model>(&self) -> Option<Flow> {
        // There is no token for applications of several tenants at once.
        // <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token>
        let description = if self.has_one_tenant {
            "The app roles that the application was assigned."
        } else {
            "The app roles that the application was assigned. Ask with the id of the tenant in place of `organizations`."
        };
        let scopes = Scopes::one(requested_scope(&self.resource, DEFAULT), description.to_owned());
        let flow = ClientCredentials::new(&self.token, scopes);
        let assignable = M::TABLES.applications & M::TABLES.enabled_roles;
        assignable.has_any().then_some(Flow::ClientCredentials(flow))
    }

    /// The alternatives of a requirement, each in the scheme of this name. None where nobody can satisfy it.
    pub(super) fn alternatives<M: Model>(
        &self,
        name: &str,
        requirement: &Requirement<M>,
    ) -> Vec<SecurityRequirement> {
        let asked_for = |scope: &str| requested_scope(&self.resource, scope);
        let of_users = least_scopes(requirement).into_iter().map(|set| {
            let scopes: Vec<_> = set.iter().map(|scope| asked_for(scope.value())).collect();
            SecurityRequirement::new(name, scopes)
        });
        let of_applications = is_for_applications(requirement)
            .then(|| SecurityRequirement::new(name, [asked_for(DEFAULT)]));
        of_users.chain(of_applications).collect()
    }
}
