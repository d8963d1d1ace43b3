//! The order of alternatives.

use core::fmt;
use core::str::FromStr;

use super::*;
use crate::model::{
    AppRegistration, Entry, NoClient, Sealed, Table, Tables, TokenVersion, UnknownValue, slots,
};
use crate::requirement::Conditions;
use crate::test_support::model::permission;

#[derive(Clone, Copy, Debug)]
struct TestModel;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Role {
    R0,
    R1,
    R2,
    R3,
}

/// In manifest order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scope {
    /// Maps to role 2.
    Two,
    /// Maps to role 3.
    Three,
    /// Maps to roles 0 and 1.
    ZeroOne,
    /// Maps to role 2.
    TwoAgain,
    /// Maps to roles 1 and 3.
    OneThree,
}

permission!(TestModel, Role, R0 "R0" true, R1 "R1" true, R2 "R2" true, R3 "R3" true);
permission!(TestModel, Scope, Two "Two" true, Three "Three" true, ZeroOne "ZeroOne" true,
    TwoAgain "TwoAgain" true, OneThree "OneThree" true);

impl Sealed for TestModel {}

impl Model for TestModel {
    type Role = Role;
    type Scope = Scope;
    type Client = NoClient;

    const REGISTRATIONS: &'static [AppRegistration] =
        &[AppRegistration::new(None, &[], Some(TokenVersion::V2))];

    const TABLES: &'static Tables<Self> = &Tables {
        roles_of_scope: &[
            roles(0b0100),
            roles(0b1000),
            roles(0b0011),
            roles(0b0100),
            roles(0b1010),
        ],
        at_least: &[],
        users: roles(0b1111),
        applications: roles(0),
        delegated: roles(0b1111),
        enabled_roles: roles(0b1111),
        enabled_scopes: PermissionSet::from_words([0b11111]),
        clients: &[],
        #[cfg(any(feature = "utoipa", feature = "aide"))]
        scope_descriptions: &["", "", "", "", ""],
    };
}

const fn roles(bits: u64) -> PermissionSet<Role> {
    PermissionSet::from_words([bits])
}

/// Returns the alternatives for a client with the scopes `granted`. One scope of each clause is
/// required.
fn alternatives(clauses: &[&[Scope]], granted: &[Scope]) -> Vec<Vec<Scope>> {
    let clause = |scopes: &&[Scope]| Clause::of_scopes(scopes.iter().copied().collect());
    let clauses: Vec<Clause<TestModel>> = clauses.iter().map(clause).collect();
    let requirement = Requirement::all(Conditions::NONE, clauses.leak());
    let sets = sets(&requirement, PermissionSet::EMPTY, granted.iter().copied().collect());
    sets.into_iter().map(|set| set.iter().collect()).collect()
}

#[test]
fn the_set_that_maps_to_the_fewest_roles_is_first() {
    use Scope::{OneThree, Three, Two, TwoAgain, ZeroOne};
    assert_eq!(alternatives(&[&[ZeroOne, TwoAgain]], &[]), [[TwoAgain], [ZeroOne]]);
    // One role, three roles.
    assert_eq!(
        alternatives(&[&[ZeroOne, Two], &[OneThree, TwoAgain]], &[]),
        [[Two, TwoAgain], [ZeroOne, OneThree]]
    );
    // Two roles, three roles.
    assert_eq!(alternatives(&[&[Two], &[Three, ZeroOne]], &[]), [[Two, Three], [Two, ZeroOne]]);
}

#[test]
fn of_sets_for_equally_many_roles_the_one_with_the_fewest_scopes_is_first() {
    use Scope::{Three, Two, ZeroOne};
    for clauses in [[[ZeroOne, Two], [ZeroOne, Three]], [[Two, ZeroOne], [Three, ZeroOne]]] {
        let clauses = clauses.each_ref().map(|clause| &clause[..]);
        assert_eq!(alternatives(&clauses, &[]), [vec![ZeroOne], vec![Two, Three]]);
    }
}

/// Whatever the order of clauses, and of the scopes in them.
#[test]
fn of_sets_that_are_equally_narrow_the_first_in_the_manifest_is_first() {
    use Scope::{OneThree, Three, Two, TwoAgain, ZeroOne};
    assert_eq!(alternatives(&[&[TwoAgain, Three, Two]], &[]), [[Two], [Three], [TwoAgain]]);
    // The clause alone has `TwoAgain` first, but both sets map to three roles.
    let clauses: [&[Scope]; 2] = [&[TwoAgain, ZeroOne], &[OneThree]];
    let expected = [[ZeroOne, OneThree], [TwoAgain, OneThree]];
    assert_eq!(alternatives(&clauses, &[]), expected);
    let [first, second] = clauses;
    assert_eq!(alternatives(&[second, first], &[]), expected);
}

/// A new token must have a granted scope, too.
#[test]
fn each_set_is_complete() {
    use Scope::{OneThree, Three, Two, TwoAgain, ZeroOne};
    let clauses: [&[Scope]; 2] = [&[ZeroOne, Three], &[Two, TwoAgain]];
    assert_eq!(alternatives(&clauses, &[ZeroOne]), [[Two, ZeroOne], [ZeroOne, TwoAgain]]);
    assert_eq!(alternatives(&clauses, &[OneThree]), alternatives(&clauses, &[]));
    assert_eq!(
        alternatives(&[&[Two], &[Three], &[ZeroOne, OneThree]], &[]),
        [[Two, Three, OneThree]]
    );
}
