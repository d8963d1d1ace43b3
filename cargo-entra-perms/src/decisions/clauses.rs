//! The reason for which a caller does not satisfy a clause. `caller/denial/diagnosis.rs` of the
//! runtime makes an equal choice.

use std::collections::BTreeSet;

use entra_perms_model::Model;
use entra_perms_runtime::{CallerKind, Reason};

use super::Caller;
use super::names::ReasonNames;
use super::requirement::Clause;
use crate::grants::{is_delegated, is_enabled_scope, is_for_applications, is_for_users, scopes_to};

pub(super) fn reason(caller: &Caller<'_>, clause: &Clause, names: &ReasonNames) -> Reason {
    match caller.facts.kind {
        CallerKind::User => reason_for_user(caller, clause, names),
        CallerKind::App => reason_for_app(caller.model, clause, names),
    }
}

/// A user who holds a sufficient role lacks the scope. A user who does not lacks the role, if
/// anybody can have it through a scope.
fn reason_for_user(caller: &Caller<'_>, clause: &Clause, names: &ReasonNames) -> Reason {
    let model = caller.model;
    let of_clause = |is_one: &dyn Fn(usize) -> bool| -> BTreeSet<usize> {
        clause.roles.iter().copied().filter(|role| is_one(*role)).collect()
    };
    let usable = of_clause(&|role| caller.values.held.contains(&role) && is_for_users(model, role));
    let scopes = sufficient_scopes(model, clause, &usable);
    if !scopes.is_empty() {
        return Reason::lacks_scope(names.roles(&usable), names.scopes(&scopes));
    }
    let assignable = of_clause(&|role| !scopes_to(model, role).is_empty());
    if !assignable.is_empty() {
        return Reason::lacks_role(CallerKind::User, names.roles(&assignable));
    }
    let held = of_clause(&|role| caller.values.held.contains(&role));
    let has_role_for_applications =
        clause.roles.iter().any(|role| is_for_applications(model, *role));
    if held.is_empty() && has_role_for_applications {
        return Reason::wrong_kind(CallerKind::App);
    }
    Reason::not_delegated(names.roles(&held))
}

fn reason_for_app(model: &Model, clause: &Clause, names: &ReasonNames) -> Reason {
    let roles = clause.roles.iter().copied();
    let assignable: BTreeSet<_> = roles.filter(|role| is_for_applications(model, *role)).collect();
    if assignable.is_empty() {
        return Reason::wrong_kind(CallerKind::User);
    }
    Reason::lacks_role(CallerKind::App, names.roles(&assignable))
}

/// Returns the scopes that are each enough for a user with these roles. The first lead to the
/// fewest roles.
fn sufficient_scopes(model: &Model, clause: &Clause, usable: &BTreeSet<usize>) -> Vec<usize> {
    let is_sufficient = |scope: &usize| {
        usable.iter().any(|role| is_delegated(model, *scope, *role))
            || is_enabled_scope(model, *scope) && clause.scopes.contains(scope)
    };
    let mut scopes: Vec<_> = (0..model.scopes.len()).filter(is_sufficient).collect();
    // The sort keeps the order of the manifest among equals.
    scopes.sort_by_key(|scope| model.scopes.get(*scope).map_or(0, |scope| scope.roles.len()));
    scopes
}
