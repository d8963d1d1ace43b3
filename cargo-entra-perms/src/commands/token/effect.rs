//! The permissions that a token gives, and the values in it that have no effect.

use std::collections::BTreeSet;

use entra_perms_model::{Model, suggestion};
use entra_perms_runtime::CallerKind;

use super::request::Request;
use crate::grants::{is_delegated, is_for_applications};

/// The effect of a token.
pub(super) struct Effect {
    /// The values of the app roles that the caller can use.
    pub(super) roles: Vec<String>,
    /// The values of the enabled scopes.
    pub(super) scopes: Vec<String>,
    pub(super) warnings: Vec<String>,
}

impl Effect {
    pub(super) fn of(request: &Request, model: &Model) -> Self {
        let usable: BTreeSet<usize> = request
            .roles
            .iter()
            .copied()
            .filter(|role| can_use(request, model, *role))
            .collect();
        let roles = model.roles.iter().enumerate();
        let roles = roles.filter(|(index, _)| usable.contains(index));
        let roles: Vec<_> = roles.map(|(_, role)| role.entry.value.clone()).collect();
        let scopes = request.scopes.iter().filter_map(|index| model.scopes.get(*index));
        let scopes = scopes.filter(|scope| scope.entry.enabled);
        let scopes: Vec<_> = scopes.map(|scope| scope.entry.value.clone()).collect();
        let warnings = warnings(request, model, &usable);
        Self { roles, scopes, warnings }
    }
}

fn can_use(request: &Request, model: &Model, role: usize) -> bool {
    match request.contents.kind {
        CallerKind::User => request.scopes.iter().any(|scope| is_delegated(model, *scope, role)),
        CallerKind::App => is_for_applications(model, role),
    }
}

fn warnings(request: &Request, model: &Model, usable: &BTreeSet<usize>) -> Vec<String> {
    let mut warnings = Vec::new();
    let roles = request.roles.iter().filter_map(|index| Some((index, model.roles.get(*index)?)));
    for (index, role) in roles {
        let value = &role.entry.value;
        if !role.entry.enabled {
            warnings.push(format!("the app role `{value}` is disabled, so it is never granted"));
        } else if !usable.contains(index) {
            warnings.push(format!("no scope of the token leads to the app role `{value}`"));
        }
    }
    for scope in request.scopes.iter().filter_map(|index| model.scopes.get(*index)) {
        if !scope.entry.enabled {
            let value = &scope.entry.value;
            warnings.push(format!("the scope `{value}` is disabled, so it is never granted"));
        }
    }
    if request.roles.is_empty() && request.contents.kind == CallerKind::App {
        warnings.push("most services refuse an application without app roles".to_owned());
    }
    if !request.missing_agent_claims.is_empty() {
        let missing = suggestion::in_words(&request.missing_agent_claims, "and");
        warnings.push(format!(
            "the registration does not request {missing}, so guards do not know that an agent acts"
        ));
    }
    warnings
}
