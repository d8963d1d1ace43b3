//! Documents of aide.

use std::collections::BTreeSet;

use aide::openapi::{
    Components, OAuth2Flow, OAuth2Flows, OpenApi, Operation, PathItem, ReferenceOr, SecurityScheme,
};

use super::{CallerMark, Document, Located, Scopes, SealedDocument, SealedOperation};
use crate::openapi::scheme::Scheme;
use crate::openapi::unclear::Unclear;
use crate::openapi::{CALLER_MARK, INFERRED_MARK, MARK, OPTIONAL_MARK, REQUIRED_MARK};

impl Document for OpenApi {}

impl SealedDocument for OpenApi {
    type Operation = Operation;

    fn add_scheme(&mut self, name: &str, scheme: Scheme) {
        // aide writes `null` for a missing `refreshUrl`, which OpenAPI does not allow. Entra
        // refreshes tokens at the endpoint that issues them.
        let authorization_code = scheme.user.map(|flow| OAuth2Flow::AuthorizationCode {
            authorization_url: flow.authorize,
            refresh_url: Some(flow.token.clone()),
            token_url: flow.token,
            scopes: flow.scopes.into_iter().collect(),
        });
        let client_credentials = scheme.application.map(|flow| OAuth2Flow::ClientCredentials {
            refresh_url: Some(flow.token.clone()),
            token_url: flow.token,
            scopes: [flow.scope].into_iter().collect(),
        });
        let scheme = SecurityScheme::OAuth2 {
            flows: OAuth2Flows { authorization_code, client_credentials, ..OAuth2Flows::default() },
            description: Some(scheme.description.to_owned()),
            extensions: [].into_iter().collect(),
        };
        let components = self.components.get_or_insert_with(Components::default);
        components.security_schemes.insert(name.to_owned(), ReferenceOr::Item(scheme));
    }

    fn schemes(&self) -> BTreeSet<String> {
        let components = self.components.iter();
        components
            .flat_map(|components| components.security_schemes.keys().cloned())
            .collect()
    }

    fn has_default(&self) -> bool {
        !self.security.is_empty()
    }

    fn prepare(&mut self) {
        mark_optional_callers(self);
    }

    fn operations(&mut self) -> Vec<Located<'_, Operation>> {
        let mut located = Vec::new();
        for (path, item) in self.paths.iter_mut().flat_map(|paths| &mut paths.paths) {
            let ReferenceOr::Item(item) = item else { continue };
            for (method, operation) in operations(item) {
                located.push(Located { method: method.to_owned(), path: path.clone(), operation });
            }
        }
        located
    }
}

impl SealedOperation for Operation {
    const MARKS_ALL: bool = true;

    fn mark(&self) -> Option<&str> {
        self.extensions.get(MARK)?.as_str()
    }

    fn caller_mark(&self) -> Option<CallerMark<'_>> {
        let mark = |name| self.extensions.get(name)?.as_str();
        // A handler that takes both needs a token.
        match mark(CALLER_MARK) {
            Some(model) => Some(CallerMark::Required(model)),
            None => mark(OPTIONAL_MARK).map(CallerMark::Optional),
        }
    }

    fn remove_marks(&mut self) {
        for mark in [MARK, CALLER_MARK, REQUIRED_MARK, OPTIONAL_MARK, INFERRED_MARK] {
            self.extensions.shift_remove(mark);
        }
    }

    fn id(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }

    /// aide does not write an empty list, so that such an operation has the document's `security`.
    fn declared(&self) -> Option<Result<Vec<Scopes>, Unclear>> {
        if self.security.is_empty() {
            return None;
        }
        let security = self.security.iter();
        Some(Ok(security.map(|one| one.clone().into_iter().collect()).collect()))
    }

    fn declare(&mut self, alternatives: Vec<Scopes>) {
        let alternatives = alternatives.into_iter();
        self.security = alternatives.map(|one| one.into_iter().collect()).collect();
    }

    fn description(&mut self) -> &mut Option<String> {
        &mut self.description
    }
}

/// Marks the operations whose handler takes an `Option<Caller>`.
///
/// aide asks a `Caller` for its early responses, and an `Option<Caller>` for none. If it infers no
/// responses at all, the two look alike: the operation then needs a token.
fn mark_optional_callers(document: &mut OpenApi) {
    let mut all = Vec::new();
    for item in document.paths.iter_mut().flat_map(|paths| paths.paths.values_mut()) {
        let ReferenceOr::Item(item) = item else { continue };
        all.extend(operations(item).into_iter().map(|(_, operation)| operation));
    }
    let is_inferred = |operation: &&mut Operation| {
        operation.extensions.contains_key(REQUIRED_MARK)
            || operation.extensions.contains_key(INFERRED_MARK)
    };
    if !all.iter().any(is_inferred) {
        return;
    }
    for operation in all {
        if operation.extensions.contains_key(REQUIRED_MARK) {
            continue;
        }
        if let Some(model) = operation.extensions.shift_remove(CALLER_MARK) {
            operation.extensions.insert(OPTIONAL_MARK.to_owned(), model);
        }
    }
}

/// Returns the operations of a path, each with its method.
fn operations(item: &mut PathItem) -> Vec<(&'static str, &mut Operation)> {
    let fixed = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("OPTIONS", &mut item.options),
        ("HEAD", &mut item.head),
        ("PATCH", &mut item.patch),
        ("TRACE", &mut item.trace),
    ];
    let mut operations = Vec::new();
    for (method, operation) in fixed {
        operations.extend(operation.as_mut().map(|operation| (method, operation)));
    }
    operations
}
