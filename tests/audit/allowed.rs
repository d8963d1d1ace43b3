//! The operations that a caller may run are the functions whose guards let the caller in.

use std::collections::BTreeSet;

use entra_perms_runtime::audit::{Guarded, Inventory, Operation};
use entra_perms_runtime::{Denied, Uuid, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope, scopes};
use entra_perms_tests::wide;

const BLUEPRINT: Uuid = Uuid::from_u128(0x30cf_4c22);

/// Declares guarded functions, and the list of them with their names.
macro_rules! functions {
    ($($name:ident: ($($requirement:tt)*);)*) => {
        $(#[requires($($requirement)*)] fn $name(_: &Caller) -> Result<(), Denied> { Ok(()) })*

        const FUNCTIONS: &[(&str, fn(&Caller) -> Result<(), Denied>)] =
            &[$((stringify!($name), $name)),*];
    };
}

functions! {
    a_role: (Contacts::Read::Team);
    b_any: (any(Contacts::Read::Team, Contacts::Read::All));
    c_all: (all(Contacts::Write::My, Proposals::ReadWrite::Team));
    d_scope: (scope(scopes::Crm::Read::My));
    e_role_and_scope: (all(Contacts::Read::My, scope(scopes::Crm::Read::Team)));
    f_at_least: (at_least(Accounts::Write::Team));
    g_by_user: (Contacts::Read::All, by = user);
    h_by_app: (Contacts::Write::All, by = app);
    i_by_person: (Proposals::ReadWrite::All, by = person);
    j_without_agents: (Contacts::Read::All, agents = never);
    k_only_agents: (Contacts::Read::All, agents = only);
    l_person_without_agents: (Contacts::Write::ANY, by = person, agents = never);
}

/// A guard of another model. It requires no more than this model's callers could have.
#[requires(wide::roles::Wide::R6)]
fn of_another_model(_: &wide::Caller) -> Result<(), Denied> {
    Ok(())
}

/// Returns the guards of this file. Other tests have guarded functions, too.
fn inventory() -> Inventory<Model> {
    let is_here = |guarded: &Guarded<Model>| guarded.function().module_path == "audit::allowed";
    Inventory::collect().into_iter().filter(is_here).collect()
}

/// Returns users, applications and agents of each kind, with no role, each role and all roles. The
/// clients of users have no scope, each scope and all scopes.
fn callers() -> Vec<Caller> {
    let mut callers = Vec::new();
    for roles in none_each_and_all(Role::ALL) {
        let app = || Caller::test().app().roles(roles.iter().copied());
        callers.push(app().build());
        callers.push(app().agent(BLUEPRINT).build());
        callers.push(app().before_agent_claims().build());
        for scopes in none_each_and_all(Scope::ALL) {
            let user = || {
                let user = Caller::test().user().roles(roles.iter().copied());
                user.scopes(scopes.iter().copied())
            };
            callers.push(user().build());
            callers.push(user().agent(BLUEPRINT).build());
            callers.push(user().agent_account(BLUEPRINT).build());
            callers.push(user().agent_for_unknown_subject(BLUEPRINT).build());
            callers.push(user().before_agent_claims().build());
        }
    }
    callers
}

fn none_each_and_all<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let each = all.iter().map(|one| vec![*one]);
    [vec![], all.to_vec()].into_iter().chain(each).collect()
}

#[test]
fn the_operations_are_the_decisions_of_the_guards() {
    let inventory = inventory();
    let mut decisions = BTreeSet::new();
    for caller in callers() {
        let operations = inventory.allowed(&caller);
        assert_eq!(operations.len(), FUNCTIONS.len());
        for (operation, (name, function)) in operations.iter().zip(FUNCTIONS) {
            assert_eq!(operation.function, *name);
            assert_same(operation, function(&caller).err().as_ref());
            decisions.insert((*name, operation.allowed));
        }
    }
    // Each function is allowed for some callers, and denied for others.
    assert_eq!(decisions.len(), 2 * FUNCTIONS.len(), "{decisions:?}");
}

/// Compares an operation with the denial of its guard.
#[track_caller]
fn assert_same(operation: &Operation, denied: Option<&Denied>) {
    assert_eq!(operation.allowed, denied.is_none(), "{operation:?}");
    let reasons: Vec<_> = operation
        .reasons
        .iter()
        .map(|reason| (reason.id, reason.text.clone()))
        .collect();
    let expected = denied.map_or(&[][..], Denied::reasons);
    let expected: Vec<_> =
        expected.iter().map(|reason| (reason.id(), reason.to_string())).collect();
    assert_eq!(reasons, expected);
    let challenge = denied.map(|denied| denied.clone().challenge().scopes());
    assert_eq!(operation.sufficient_scopes, challenge.unwrap_or(vec![]));
}

#[test]
fn sufficient_scopes_are_sufficient() {
    let inventory = inventory();
    let mut tried = 0;
    for scopes in none_each_and_all(Scope::ALL) {
        let user =
            |scopes: Vec<Scope>| Caller::test().user().roles(Role::ALL.to_vec()).scopes(scopes);
        for (index, operation) in inventory.allowed(&user(scopes.clone())).iter().enumerate() {
            for set in &operation.sufficient_scopes {
                let names = set.iter().map(|name| name.rsplit_once('/').unwrap().1);
                let added = names.map(|name| name.parse().unwrap());
                let more = user(scopes.iter().copied().chain(added).collect());
                assert!(inventory.allowed(&more)[index].allowed, "{operation:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn operations_are_of_the_model_of_the_caller() {
    let _ = of_another_model;
    let caller = wide::Caller::test()
        .user()
        .roles([wide::Role::WideR6])
        .scopes([wide::Scope::WideS5]);
    let operations = Inventory::<wide::Model>::collect().allowed(&caller);
    let here: Vec<_> = operations
        .iter()
        .filter(|operation| operation.module == "audit::allowed")
        .map(|operation| (operation.function, operation.allowed))
        .collect();
    assert_eq!(here, [("of_another_model", true)]);
}
