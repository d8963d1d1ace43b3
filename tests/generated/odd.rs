//! Values that Entra accepts, and that are hard to spell as Rust names.

use entra_perms_runtime::{Denied, Requirement, requirement, requires};
use entra_perms_tests::odd::{self, Role, Scope, roles, scopes};

#[test]
fn every_value_is_kept() {
    assert!(Role::ALL.len() > 80 && Scope::ALL.len() > 50);
    for role in Role::ALL {
        assert_eq!(role.value().parse(), Ok(*role));
    }
    for scope in Scope::ALL {
        assert_eq!(scope.value().parse(), Ok(*scope));
    }
}

#[test]
fn a_value_of_249_bytes_is_kept() {
    assert_eq!(Role::ALL.iter().map(|role| role.value().len()).max(), Some(249));
}

#[test]
fn paths_are_close_to_their_values() {
    for (path, value) in PATHS {
        assert_eq!(path.value(), *value);
    }
}

#[test]
fn paths_in_requirements_are_close_to_their_values() {
    let paths: [(Requirement<odd::Model>, Role); 8] = [
        (requirement!(roles::__), Role::__),
        (requirement!(roles::_007), Role::_007),
        (requirement!(roles::self_), Role::Self_),
        (requirement!(roles::r#type), Role::Type),
        (requirement!(roles::r#gen), Role::Gen),
        // These modules are constants, too.
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

/// The values are keywords, or names that generated code uses.
#[requires(any(roles::r#type, roles::None, roles::Result, scope(scopes::crate_::__)))]
fn guarded(_: &odd::Caller) -> Result<(), Denied> {
    Ok(())
}

#[test]
fn guards_accept_every_path() {
    let _: fn(&odd::Caller) -> Result<(), Denied> = guarded;
}
