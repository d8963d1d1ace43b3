//! The security scheme of a document: how clients get tokens, and the scopes that they request.

use crate::audit::{is_for_applications, least_scopes};
use crate::caller::full_name;
use crate::model::{Model, Permission};
use crate::requirement::Requirement;
use crate::validator::TokenValidator;

/// The scope that requests all roles that an application was assigned.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope>
const DEFAULT: &str = ".default";

/// A security scheme: each flow of OAuth that leads to a token for this API.
#[derive(Debug)]
pub struct Scheme {
    pub(super) description: &'static str,
    pub(super) user: Option<UserFlow>,
    pub(super) application: Option<ApplicationFlow>,
}

/// The authorization code flow of a client that acts for a user.
#[derive(Debug)]
pub(super) struct UserFlow {
    pub(super) authorize: String,
    pub(super) token: String,
    /// The scopes and their descriptions.
    pub(super) scopes: Vec<(String, String)>,
}

/// The client credentials flow of an application that acts as itself.
#[derive(Debug)]
pub(super) struct ApplicationFlow {
    pub(super) token: String,
    /// The only scope, and its description.
    pub(super) scope: (String, String),
}

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
    pub(super) fn scheme<M: Model>(&self) -> Scheme {
        Scheme {
            description: "Microsoft Entra ID",
            user: self.user_flow::<M>(),
            application: self.application_flow::<M>(),
        }
    }

    /// Checks that clients can request this scope.
    pub(super) fn offers<M: Model>(&self, scope: &str) -> bool {
        let scopes = M::TABLES.enabled_scopes.iter().map(Permission::value);
        scopes.chain([DEFAULT]).any(|offered| self.requested(offered) == scope)
    }

    /// Returns the flow of a client that acts for a user, if any scope is enabled.
    fn user_flow<M: Model>(&self) -> Option<UserFlow> {
        let tables = M::TABLES;
        if tables.enabled_scopes.is_empty() {
            return None;
        }
        let scopes = M::Scope::ALL
            .iter()
            .zip(tables.scope_descriptions)
            .filter(|(scope, _)| tables.enabled_scopes.contains(**scope))
            .map(|(scope, description)| (self.requested(scope.value()), (*description).to_owned()))
            .collect();
        Some(UserFlow { authorize: self.authorize.clone(), token: self.token.clone(), scopes })
    }

    /// Returns the flow of an application that acts as itself, if roles can be assigned to it.
    fn application_flow<M: Model>(&self) -> Option<ApplicationFlow> {
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
        let scope = (self.requested(DEFAULT), description.to_owned());
        Some(ApplicationFlow { token: self.token.clone(), scope })
    }

    /// Returns the alternatives of a requirement, each as the scopes that a client requests. They
    /// are empty if nobody can satisfy the requirement.
    pub(super) fn alternatives<M: Model>(&self, requirement: &Requirement<M>) -> Vec<Vec<String>> {
        let mut alternatives = Vec::new();
        for set in least_scopes(requirement) {
            alternatives.push(set.iter().map(|scope| self.requested(scope.value())).collect());
        }
        if is_for_applications(requirement) {
            alternatives.push(vec![self.requested(DEFAULT)]);
        }
        alternatives
    }

    /// Returns a scope as clients request it.
    fn requested(&self, scope: &str) -> String {
        full_name(&self.app_id_uri, scope)
    }
}
