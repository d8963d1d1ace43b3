//! Values that are legal in Entra, and hard as names in Rust.

use entra_perms_runtime::{Denied, Requirement, requirement, requires};
use entra_perms_tests::odd::{self, Role, Scope, roles, scopes};

#[test]
fn every_value_is_what_it_was() {
    assert!(Role::ALL.len() > 80 && Scope::ALL.len() > 50);
    for role in Role::ALL {
        assert_eq!(role.value().parse(), Ok(*role));
    }
    for scope in Scope::ALL {
        assert_eq!(scope.value().parse(), Ok(*scope));
    }
}

#[test]
fn longest_value() {
    assert_eq!(Role::ALL.iter().map(|role| role.value().len()).max(), Some(249));
}

#[test]
fn paths_are_spelled_as_near_to_the_value_as_rust_allows() {
    for (path, value) in PATHS {
        assert_eq!(path.value(), *value);
    }
}

#[test]
fn paths_that_are_modules_are_spelled_so_too() {
    let paths: [(Requirement<odd::Model>, Role); 8] = [
        (requirement!(roles::__), Role::__),
        (requirement!(roles::_007), Role::_007),
        (requirement!(roles::self_), Role::Self_),
        (requirement!(roles::r#type), Role::Type),
        (requirement!(roles::r#gen), Role::Gen),
        // Below the top they are constants, too.
        (requirement!(roles::a::b), roles::a::b),
        (requirement!(roles::task::write), roles::task::write),
        (
            requirement!(roles::patient::Observation::rs_category_laboratory_sdoh),
            roles::patient::Observation::rs_category_laboratory_sdoh,
        ),
    ];
    for (path, role) in paths {
        assert_eq!(path, Requirement::role(role), "{role}");
    }
}

const PATHS: &[(Role, &str)] = &[
    (roles::Mail, "Mail"),
    (roles::Mail::Read, "Mail.Read"),
    (roles::Mail::Read::All, "Mail.Read.All"),
    (roles::a::b, "a/b"),
    (roles::task::write, "task:write"),
    (roles::_2fa::Reset, "2fa.Reset"),
    (roles::crate_::super_::Self_, "crate.super.Self"),
    (roles::Book::Copy, "Book..Copy"),
    (roles::Books_Read_All, "Books-Read-All"),
    (
        roles::patient::Observation::rs_category_laboratory_sdoh,
        "patient.Observation.rs?category=laboratory|sdoh",
    ),
    (roles::core::option::Option, "core.option.Option"),
    (roles::ALL, "ALL"),
    (roles::A::L::L, "A.L.L"),
    (Role::ALL_, "A.L.L"),
];

/// A guard on values that are keywords, or the names of what generated code uses.
#[requires(any(roles::r#type, roles::None, roles::Result, scope(scopes::crate_::__)))]
fn guarded(_: &odd::Caller) -> Result<(), Denied> {
    Ok(())
}

#[test]
fn guards_take_every_path() {
    let _: fn(&odd::Caller) -> Result<(), Denied> = guarded;
}
