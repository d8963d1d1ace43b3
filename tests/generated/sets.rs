//! The mapping as sets, and the operations of sets.

use entra_perms_tests::crm::{Role, RoleSet, Scope, ScopeSet};
use entra_perms_tests::{rules, wide};

#[track_caller]
fn maps_to(scope: Scope, roles: &[&str]) {
    assert_eq!(scope.roles().iter().map(Role::value).collect::<Vec<_>>(), roles, "{scope}");
}

#[test]
fn each_scope_maps_to_the_written_roles() {
    maps_to(Scope::CrmReadMy, &["Contacts.Read.My"]);
    maps_to(Scope::CrmReadTeam, &["Accounts.Read.Team", "Contacts.Read.Team"]);
    maps_to(Scope::CrmReadAll, &["Accounts.Read.All", "Contacts.Read.All"]);
    maps_to(Scope::CrmReadWriteMy, &["Contacts.Read.My", "Contacts.Write.My"]);
    maps_to(
        Scope::CrmReadWriteTeam,
        &["Accounts.Read.Team", "Accounts.Write.Team", "Contacts.Read.Team", "Contacts.Write.Team"],
    );
    maps_to(
        Scope::CrmReadWriteAll,
        &["Accounts.Read.All", "Accounts.Write.All", "Contacts.Read.All", "Contacts.Write.All"],
    );
    maps_to(Scope::SalesReadWriteTeam, &["Proposals.ReadWrite.Team"]);
    maps_to(Scope::SalesReadWriteAll, &["Proposals.ReadWrite.All"]);
}

#[test]
fn lines_add_up_and_wildcards_skip_roles_for_applications() {
    let values =
        |scope: rules::Scope| scope.roles().iter().map(rules::Role::value).collect::<Vec<_>>();
    // "Files.*" => ["Files.*"] and "Files.Read" => ["Audit.Read"]
    assert_eq!(values(rules::Scope::FilesRead), ["Files.Read", "Audit.Read"]);
    assert_eq!(values(rules::Scope::FilesReadAll), ["Files.Read.All"]);
    assert_eq!(
        values(rules::Scope::UserImpersonation),
        ["Files.Read", "Files.Read.All", "Audit.Read", "task:write", "self.type.2nd"]
    );
    assert!(rules::Scope::OpenidLike.roles().is_empty());
}

#[test]
fn scopes_of_a_role_agree_with_roles_of_a_scope() {
    for role in Role::ALL.iter().copied() {
        for scope in Scope::ALL.iter().copied() {
            assert_eq!(
                role.scopes().contains(scope),
                scope.roles().contains(role),
                "{role} {scope}"
            );
        }
    }
    // These sets have several words.
    for role in wide::Role::ALL.iter().copied() {
        for scope in wide::Scope::ALL.iter().copied() {
            assert_eq!(
                role.scopes().contains(scope),
                scope.roles().contains(role),
                "{role} {scope}"
            );
        }
    }
}

#[test]
fn sets_have_the_usual_operations() {
    let my = RoleSet::from_iter([Role::ContactsReadMy, Role::ContactsWriteMy]);
    let read = RoleSet::from_iter([Role::ContactsReadMy, Role::ContactsReadTeam]);
    assert_eq!((my | read).len(), 3);
    assert_eq!(my & read, RoleSet::from(Role::ContactsReadMy));
    assert!((my & read).is_subset(my) && !my.is_subset(read));
    assert!(my.intersects(read) && !my.intersects(RoleSet::from(Role::ContactsReadAll)));
    assert!(RoleSet::EMPTY.is_empty() && RoleSet::default().is_subset(my));
    assert!(my.contains(Role::ContactsWriteMy) && !my.contains(Role::ContactsReadTeam));
    assert_eq!(Scope::ALL.iter().copied().collect::<ScopeSet>().len(), Scope::ALL.len());
}

#[test]
fn sets_show_their_values_in_manifest_order() {
    let set = RoleSet::from_iter([Role::ContactsWriteMy, Role::AccountsReadAll]);
    assert_eq!(format!("{set:?}"), r#"{"Accounts.Read.All", "Contacts.Write.My"}"#);
    assert_eq!(
        serde_json::to_string(&set).unwrap(),
        r#"["Accounts.Read.All","Contacts.Write.My"]"#
    );
}

#[test]
fn constants_can_combine_sets() {
    const READ: RoleSet = Scope::CrmReadMy.roles();
    const BOTH: RoleSet = READ.const_union(Scope::SalesReadWriteAll.roles());
    const NONE: bool = READ.const_intersection(Scope::CrmReadAll.roles()).const_is_empty();
    const REST: RoleSet = BOTH.const_difference(READ);
    assert_eq!((BOTH.len(), NONE), (2, true));
    assert_eq!(REST, Scope::SalesReadWriteAll.roles());
}
