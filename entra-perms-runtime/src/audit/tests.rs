use super::*;
use crate::guard::GuardedFunction;
use crate::model::{CallerKind, PermissionSet};
use crate::requirement::{Clause, Requirement};
use crate::test_support::model::{Role, Scope, TestModel};

const TEAM: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
const ALL: Clause<TestModel> = Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
const IMPORT: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::Import as usize));

fn guarded(
    name: &'static str,
    by: Option<CallerKind>,
    clauses: &'static [Clause<TestModel>],
) -> Guarded<TestModel> {
    Guarded::new(
        GuardedFunction::new("crm::api", name, "src/api.rs", 7),
        Requirement::all(by, clauses),
    )
}

fn one(by: Option<CallerKind>, clauses: &'static [Clause<TestModel>]) -> Guarded<TestModel> {
    guarded("one", by, clauses)
}

#[test]
fn functions_are_in_order() {
    let inventory: Inventory<TestModel> = ["b", "a", "c"]
        .map(|name| guarded(name, None, const { &[TEAM] }))
        .into_iter()
        .collect();
    let names: Vec<_> =
        inventory.functions().iter().map(|guarded| guarded.function().name).collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn the_least_scopes_are_those_of_a_user_who_holds_every_role() {
    assert_eq!(one(None, const { &[TEAM] }).least_scopes(), [PermissionSet::from(Scope::CrmTeam)]);
    assert_eq!(one(None, const { &[ALL] }).least_scopes(), [PermissionSet::from(Scope::Crm)]);
    // The scope for the one role leads to the other too.
    assert_eq!(one(None, const { &[TEAM, ALL] }).least_scopes(), [PermissionSet::from(Scope::Crm)]);
    assert_eq!(one(None, const { &[IMPORT] }).least_scopes(), []);
    assert_eq!(one(Some(CallerKind::App), const { &[ALL] }).least_scopes(), []);
}

#[test]
fn who_can_call_follows_from_all_clauses_and_from_the_kind() {
    let who = |guarded: Guarded<TestModel>| (guarded.is_for_users(), guarded.is_for_applications());
    assert_eq!(who(one(None, const { &[TEAM] })), (true, false));
    assert_eq!(who(one(None, const { &[ALL] })), (true, true));
    assert_eq!(who(one(None, const { &[ALL, TEAM] })), (true, false));
    assert_eq!(who(one(None, const { &[IMPORT] })), (false, true));
    assert_eq!(who(one(Some(CallerKind::User), const { &[ALL] })), (true, false));
    assert_eq!(who(one(Some(CallerKind::App), const { &[ALL] })), (false, true));
}

#[test]
fn a_role_counts_as_required_where_a_requirement_names_it() {
    let inventory: Inventory<TestModel> =
        [one(None, const { &[TEAM.or(IMPORT)] })].into_iter().collect();
    // `Retired` is disabled.
    assert_eq!(
        inventory.roles_not_required(),
        [Role::ReadAll, Role::Console].into_iter().collect()
    );
    let none: Inventory<TestModel> = [].into_iter().collect();
    assert_eq!(none.roles_not_required().len(), 4);
}

#[test]
fn a_scope_leads_further_than_what_users_can_call() {
    let wide = |guarded: Guarded<TestModel>| {
        let inventory: Inventory<_> = [guarded].into_iter().collect();
        let wide = inventory.scopes_that_lead_further();
        wide.iter().map(|wide| (wide.scope, wide.beyond)).collect::<Vec<_>>()
    };
    assert_eq!(
        wide(one(None, const { &[TEAM] })),
        [(Scope::Crm, PermissionSet::from(Role::ReadAll))]
    );
    assert_eq!(wide(one(None, const { &[TEAM, ALL] })), []);
    // What only applications can call gives no scope a use; `Import` is no role of users, nor `Retired` of anybody.
    let both = PermissionSet::from(Role::ReadTeam) | PermissionSet::from(Role::ReadAll);
    let beyond = [(Scope::Crm, both), (Scope::CrmTeam, PermissionSet::from(Role::ReadTeam))];
    assert_eq!(wide(one(Some(CallerKind::App), const { &[ALL] })), beyond);
    assert_eq!(wide(one(None, const { &[ALL, IMPORT] })), beyond);
}

#[test]
fn the_report_says_it_all() {
    let inventory: Inventory<TestModel> = [
        guarded("list", None, const { &[TEAM] }),
        guarded("import", Some(CallerKind::App), const { &[ALL] }),
    ]
    .into_iter()
    .collect();
    assert_eq!(
        inventory.to_string(),
        "\
guarded functions: 2

crm::api::import (src/api.rs:7)
    requires: `Contacts.Read.All`, by application
    least scopes: none: not for users
    for applications: yes

crm::api::list (src/api.rs:7)
    requires: `Contacts.Read.Team`
    least scopes: `Crm.Read.Team`
    for applications: no

roles that no function requires: 2
    `Contacts.Import`
    `Console`

scopes that lead to more than any function requires: 1
    `Crm.Read`: beyond, `Contacts.Read.All`
"
    );
}
