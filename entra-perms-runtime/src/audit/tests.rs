//! The conclusions from a list of guarded functions, and the report.

#[cfg(feature = "testing")]
use serde_json::json;

use super::*;
#[cfg(feature = "testing")]
use crate::caller::Caller;
use crate::guard::GuardedFunction;
#[cfg(feature = "testing")]
use crate::model::Permission;
use crate::model::PermissionSet;
use crate::requirement::{AgentRule, By, Clause, Conditions, Requirement};
#[cfg(feature = "testing")]
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TestModel};

const TEAM: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
const ALL: Clause<TestModel> = Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
const IMPORT: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::Import as usize));

fn guarded(
    name: &'static str,
    conditions: Conditions,
    clauses: &'static [Clause<TestModel>],
) -> Guarded<TestModel> {
    Guarded::new(
        GuardedFunction::new("crm::api", name, "src/api.rs", 7),
        Requirement::all(conditions, clauses),
    )
}

fn one(conditions: Conditions, clauses: &'static [Clause<TestModel>]) -> Guarded<TestModel> {
    guarded("one", conditions, clauses)
}

#[test]
fn functions_are_sorted_by_name() {
    let inventory: Inventory<TestModel> = ["b", "a", "c"]
        .map(|name| guarded(name, Conditions::NONE, const { &[TEAM] }))
        .into_iter()
        .collect();
    let names: Vec<_> =
        inventory.functions().iter().map(|guarded| guarded.function().name).collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn least_scopes_assume_a_user_with_every_role() {
    assert_eq!(
        one(Conditions::NONE, const { &[TEAM] }).least_scopes(),
        [PermissionSet::from(Scope::CrmTeam)]
    );
    assert_eq!(
        one(Conditions::NONE, const { &[ALL] }).least_scopes(),
        [PermissionSet::from(Scope::Crm)]
    );
    // The scope for the one role maps to the other role, too.
    assert_eq!(
        one(Conditions::NONE, const { &[TEAM, ALL] }).least_scopes(),
        [PermissionSet::from(Scope::Crm)]
    );
    assert_eq!(one(Conditions::NONE, const { &[IMPORT] }).least_scopes(), []);
    assert_eq!(one(Conditions::NONE.with_by(By::App), const { &[ALL] }).least_scopes(), []);
}

#[test]
fn callers_must_be_able_to_meet_every_clause_and_the_kind() {
    let kinds =
        |guarded: Guarded<TestModel>| (guarded.is_for_users(), guarded.is_for_applications());
    assert_eq!(kinds(one(Conditions::NONE, const { &[TEAM] })), (true, false));
    assert_eq!(kinds(one(Conditions::NONE, const { &[ALL] })), (true, true));
    assert_eq!(kinds(one(Conditions::NONE, const { &[ALL, TEAM] })), (true, false));
    assert_eq!(kinds(one(Conditions::NONE, const { &[IMPORT] })), (false, true));
    assert_eq!(kinds(one(Conditions::NONE.with_by(By::User), const { &[ALL] })), (true, false));
    assert_eq!(kinds(one(Conditions::NONE.with_by(By::App), const { &[ALL] })), (false, true));
    assert_eq!(kinds(one(Conditions::NONE.with_by(By::Person), const { &[ALL] })), (true, false));
    assert_eq!(kinds(one(Conditions::NONE.with_context(1), const { &[ALL] })), (true, false));
    assert_eq!(kinds(one(Conditions::NONE.with_fresh(900), const { &[ALL] })), (true, true));
    // Agents act for users and as themselves.
    for agents in [AgentRule::Never, AgentRule::Only] {
        let conditions = Conditions::NONE.with_agents(agents);
        assert_eq!(kinds(one(conditions, const { &[ALL] })), (true, true));
    }
}

#[test]
fn a_role_is_required_if_a_requirement_names_it() {
    let inventory: Inventory<TestModel> =
        [one(Conditions::NONE, const { &[TEAM.or(IMPORT)] })].into_iter().collect();
    // `Retired` is disabled, so it is not listed.
    assert_eq!(
        inventory.roles_not_required(),
        [Role::ReadAll, Role::Console].into_iter().collect()
    );
    let none: Inventory<TestModel> = [].into_iter().collect();
    assert_eq!(none.roles_not_required().len(), 4);
}

#[test]
fn a_scope_leads_further_than_the_functions_of_users() {
    let wide = |guarded: Guarded<TestModel>| {
        let inventory: Inventory<_> = [guarded].into_iter().collect();
        let wide = inventory.wide_scopes();
        wide.iter().map(|wide| (wide.scope, wide.beyond)).collect::<Vec<_>>()
    };
    assert_eq!(
        wide(one(Conditions::NONE, const { &[TEAM] })),
        [(Scope::Crm, PermissionSet::from(Role::ReadAll))]
    );
    assert_eq!(wide(one(Conditions::NONE, const { &[TEAM, ALL] })), []);
    // Functions that only applications can call do not need a scope. Users cannot hold `Import`,
    // and nobody can hold `Retired`.
    let both = PermissionSet::from(Role::ReadTeam) | PermissionSet::from(Role::ReadAll);
    let beyond = [(Scope::Crm, both), (Scope::CrmTeam, PermissionSet::from(Role::ReadTeam))];
    assert_eq!(wide(one(Conditions::NONE.with_by(By::App), const { &[ALL] })), beyond);
    assert_eq!(wide(one(Conditions::NONE, const { &[ALL, IMPORT] })), beyond);
}

/// Returns the operations of some functions for a user with every role and one scope, as JSON.
#[cfg(feature = "testing")]
fn allowed(functions: impl IntoIterator<Item = Guarded<TestModel>>) -> serde_json::Value {
    let caller = Caller::test().user().roles(Role::ALL.iter().copied()).scopes([Scope::CrmTeam]);
    let inventory: Inventory<TestModel> = functions.into_iter().collect();
    serde_json::to_value(inventory.allowed(&caller)).unwrap()
}

#[cfg(feature = "testing")]
#[test]
fn operations_have_documented_members_in_json() {
    let functions = [
        guarded("list", Conditions::NONE, const { &[TEAM] }),
        guarded("list_all", Conditions::NONE, const { &[ALL] }),
        guarded("import", Conditions::NONE.with_by(By::App), const { &[ALL] }),
        guarded("both", Conditions::NONE, const { &[ALL, IMPORT] }),
    ];
    assert_eq!(
        allowed(functions),
        json!([
            {
                "module": "crm::api",
                "function": "both",
                "requirement": "`Contacts.Read.All` and `Contacts.Import`",
                "allowed": false,
                "reasons": [
                    {
                        "id": "lacks_scope",
                        "text": "the user holds `Contacts.Read.All`, but the client lacks the \
                                 scope `Crm.Read`",
                    },
                    {
                        "id": "not_delegated",
                        "text": "the user holds `Contacts.Import`, but no scope lets a client use \
                                 it",
                    },
                ],
                "sufficient_scopes": [],
            },
            {
                "module": "crm::api",
                "function": "import",
                "requirement": "`Contacts.Read.All`, by application",
                "allowed": false,
                "reasons": [{
                    "id": "wrong_kind",
                    "text": "only an application that acts as itself may do this",
                }],
                "sufficient_scopes": [],
            },
            {
                "module": "crm::api",
                "function": "list",
                "requirement": "`Contacts.Read.Team`",
                "allowed": true,
                "reasons": [],
                "sufficient_scopes": [],
            },
            {
                "module": "crm::api",
                "function": "list_all",
                "requirement": "`Contacts.Read.All`",
                "allowed": false,
                "reasons": [{
                    "id": "lacks_scope",
                    "text": "the user holds `Contacts.Read.All`, but the client lacks the scope \
                             `Crm.Read`",
                }],
                "sufficient_scopes": [["api://crm/Crm.Read"]],
            },
        ])
    );
}

#[cfg(feature = "testing")]
#[test]
fn only_equal_operations_are_listed_once() {
    let at_line = |line, clauses| {
        Guarded::new(
            GuardedFunction::new("crm::api", "list", "src/api.rs", line),
            Requirement::all(Conditions::NONE, clauses),
        )
    };
    let team: &[Clause<TestModel>] = const { &[TEAM] };
    let all: &[Clause<TestModel>] = const { &[ALL] };
    let operations = allowed([at_line(1, team), at_line(2, all), at_line(3, team)]);
    let listed: Vec<_> = operations
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| (operation["requirement"].as_str().unwrap(), &operation["allowed"]))
        .collect();
    assert_eq!(
        listed,
        [("`Contacts.Read.Team`", &json!(true)), ("`Contacts.Read.All`", &json!(false))]
    );
    assert_eq!(allowed([]), json!([]));
}

#[cfg(feature = "testing")]
#[test]
fn a_list_of_operations_logs_no_denial() {
    Log::start();
    allowed([one(Conditions::NONE, const { &[ALL] })]);
    assert_eq!(Log::lines(), [""; 0]);
}

#[test]
fn the_report_lists_functions_roles_and_scopes() {
    let inventory: Inventory<TestModel> = [
        guarded("list", Conditions::NONE, const { &[TEAM] }),
        guarded("import", Conditions::NONE.with_by(By::App), const { &[ALL] }),
        guarded(
            "approve",
            Conditions::NONE.with_by(By::Person).with_agents(AgentRule::Never),
            const { &[TEAM] },
        ),
        guarded("purge", Conditions::NONE.with_context(1).with_fresh(900), const { &[TEAM] }),
    ]
    .into_iter()
    .collect();
    assert_eq!(
        inventory.to_string(),
        "\
guarded functions: 4

crm::api::approve (src/api.rs:7)
    requires: `Contacts.Read.Team`, by person, never by an agent
    least scopes: `Crm.Read.Team`
    for applications: no

crm::api::import (src/api.rs:7)
    requires: `Contacts.Read.All`, by application
    least scopes: none: not for users
    for applications: yes

crm::api::list (src/api.rs:7)
    requires: `Contacts.Read.Team`
    least scopes: `Crm.Read.Team`
    for applications: no

crm::api::purge (src/api.rs:7)
    requires: `Contacts.Read.Team`, with authentication context `c1`, with a token that is at most 15 min old
    least scopes: `Crm.Read.Team`
    for applications: no

roles that no function requires: 2
    `Contacts.Import`
    `Console`

scopes that map to more than any function requires: 1
    `Crm.Read`: excess roles `Contacts.Read.All`
"
    );
}
