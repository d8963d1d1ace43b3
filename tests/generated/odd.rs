//! Values that are legal in Entra, and hard as names in Rust.

use entra_perms_runtime::{Denied, requires};
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
    assert_eq!(scopes::__.value(), "**");
}

const PATHS: &[(Role, &str)] = &[
    (roles::Mail, "Mail"),
    (roles::Mail::Read, "Mail.Read"),
    (roles::Mail::Read::All, "Mail.Read.All"),
    (roles::a::b, "a/b"),
    (roles::task::write, "task:write"),
    (roles::__, "*"),
    (roles::_2fa::Reset, "2fa.Reset"),
    (roles::_007, "007"),
    (roles::self_, "self"),
    (roles::r#type, "type"),
    (roles::r#gen, "gen"),
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
