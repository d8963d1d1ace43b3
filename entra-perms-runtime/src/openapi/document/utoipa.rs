//! Documents of utoipa.

use std::collections::BTreeSet;

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes as FlowScopes, SecurityScheme,
};
use utoipa::openapi::{OpenApi, PathItem, SecurityRequirement};

use super::{Document, Located, Scopes, SealedDocument, SealedOperation};
use crate::openapi::MARK;
use crate::openapi::scheme::Scheme;
use crate::openapi::unclear::Unclear;

impl Document for OpenApi {}

impl SealedDocument for OpenApi {
    type Operation = Operation;

    fn add_scheme(&mut self, name: &str, scheme: Scheme) {
        let user = scheme.user.map(|flow| {
            let scopes: FlowScopes = flow.scopes.into_iter().collect();
            Flow::AuthorizationCode(AuthorizationCode::new(flow.authorize, flow.token, scopes))
        });
        let application = scheme.application.map(|flow| {
            let (scope, description) = flow.scope;
            let scopes = FlowScopes::one(scope, description);
            Flow::ClientCredentials(ClientCredentials::new(flow.token, scopes))
        });
        let flows = user.into_iter().chain(application);
        let scheme = SecurityScheme::OAuth2(OAuth2::with_description(flows, scheme.description));
        self.components.get_or_insert_default().add_security_scheme(name, scheme);
    }

    fn schemes(&self) -> BTreeSet<String> {
        let components = self.components.iter();
        components
            .flat_map(|components| components.security_schemes.keys().cloned())
            .collect()
    }

    fn has_default(&self) -> bool {
        self.security.is_some()
    }

    fn operations(&mut self) -> Vec<Located<'_, Operation>> {
        let mut located = Vec::new();
        for (path, item) in &mut self.paths.paths {
            for (method, operation) in operations(item) {
                located.push(Located { method, path: path.clone(), operation });
            }
        }
        located
    }
}

impl SealedOperation for Operation {
    const MARKS_ALL: bool = false;

    fn mark(&self) -> Option<&str> {
        self.extensions.as_ref()?.get(MARK)?.as_str()
    }

    /// utoipa does not read the parameters of a handler.
    fn caller_mark(&self) -> Option<&str> {
        None
    }

    fn remove_marks(&mut self) {
        if let Some(extensions) = &mut self.extensions {
            extensions.remove(MARK);
            if extensions.is_empty() {
                self.extensions = None;
            }
        }
    }

    fn id(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }

    fn declared(&self) -> Option<Result<Vec<Scopes>, Unclear>> {
        Some(self.security.as_ref()?.iter().map(scopes).collect())
    }

    fn declare(&mut self, scheme: &str, alternatives: Vec<Vec<String>>) {
        let alternatives = alternatives.into_iter();
        let security = alternatives.map(|scopes| SecurityRequirement::new(scheme, scopes));
        self.security = Some(security.collect());
    }

    fn description(&mut self) -> &mut Option<String> {
        &mut self.description
    }
}

/// Returns the scopes of a `security(…)` by scheme.
fn scopes(security: &SecurityRequirement) -> Result<Scopes, Unclear> {
    // The fields of `SecurityRequirement` are private, so this reads its JSON.
    serde_json::to_value(security)
        .and_then(serde_json::from_value)
        .map_err(|_| Unclear::Unreadable)
}

/// Returns the operations of a path, each with its method.
fn operations(item: &mut PathItem) -> Vec<(String, &mut Operation)> {
    let fixed = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("OPTIONS", &mut item.options),
        ("HEAD", &mut item.head),
        ("PATCH", &mut item.patch),
        ("TRACE", &mut item.trace),
        ("QUERY", &mut item.query),
    ];
    let mut operations = Vec::new();
    for (method, operation) in fixed {
        operations.extend(operation.as_mut().map(|operation| (method.to_owned(), operation)));
    }
    for (method, operation) in &mut item.additional_operations {
        operations.push((method.clone(), operation));
    }
    operations
}
