//! The identifiers of values.

use entra_perms_runtime::{Requirement, requirement};
use entra_perms_tests::rules::{Role, Scope, roles, scopes};

#[test]
fn paths_are_spelled_as_in_entra() {
    assert_eq!(roles::Jobs::Run, Role::JobsRun);
    assert_eq!(scopes::Files::Read, Scope::FilesRead);
}

#[test]
fn a_prefix_of_another_value_is_a_constant_and_a_module() {
    assert_eq!(roles::Files::Read.value(), "Files.Read");
    assert_eq!(roles::Files::Read::All.value(), "Files.Read.All");
}

#[test]
fn a_value_can_be_a_role_and_a_scope() {
    assert_eq!(roles::Files::Read.value(), scopes::Files::Read.value());
}

#[test]
fn separators_keywords_and_digits_become_identifiers() {
    assert_eq!(roles::task::write, Role::TaskWrite);
    assert_eq!(roles::self_::r#type::_2nd.value(), "self.type.2nd");
}

#[test]
fn lower_case_values_are_paths_in_requirements() {
    let scope = requirement!(scope(scopes::user_impersonation)).to_string();
    assert_eq!(scope, format!("scope `{}`", Scope::UserImpersonation));
    assert_eq!(requirement!(roles::task::write), Requirement::role(Role::TaskWrite));
    assert_eq!(requirement!(roles::self_::r#type::_2nd), Requirement::role(Role::SelfType2nd));
}
