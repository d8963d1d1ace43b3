use super::{MAPPING, ROLES, SCOPES, model};
use crate::comparison::{Difference, Permission, Property, compare};
use crate::model::Consent;

#[test]
fn entries_are_added_and_removed() {
    let one = model(ROLES, SCOPES, MAPPING);
    let other = model(
        &["Read", "Write both", "New"],
        &["T", "U"],
        r#"scopes = { "T" => ["Read", "Write"], "U" => ["Read", "New"] }"#,
    );
    let removed = |permission| Difference::Removed { permission };
    let added = |permission| Difference::Added { permission };
    let expected = [
        removed(Permission::Role("Jobs".into())),
        added(Permission::Role("New".into())),
        removed(Permission::Scope("S".into())),
        added(Permission::Scope("U".into())),
        Difference::Unmapped { scope: "S".into(), role: "Read".into() },
        // A new scope may map to an app role that existed before.
        Difference::Mapped { scope: "U".into(), role: "Read".into() },
        Difference::Mapped { scope: "U".into(), role: "New".into() },
    ];
    assert_eq!(compare(&one, &other), expected);
}

#[test]
fn properties_of_entries_change() {
    let one = model(ROLES, SCOPES, MAPPING);
    let mut other = one.clone();
    let role = &mut other.roles[0];
    role.entry.id = Some(1);
    role.entry.enabled = false;
    role.entry.description = "other".to_owned();
    role.users = false;
    role.applications = true;
    let changed = |property| Difference::Changed {
        permission: Permission::Role("Read".to_owned()),
        property,
    };
    let expected = [
        changed(Property::Id),
        changed(Property::Enabled(false)),
        changed(Property::Text),
        changed(Property::Users(false)),
        changed(Property::Applications(true)),
    ];
    assert_eq!(compare(&one, &other), expected);
}

#[test]
fn the_consent_to_a_scope_changes() {
    let one = model(ROLES, &["S admin", "T"], MAPPING);
    let other = model(ROLES, &["S user", "T"], MAPPING);
    let permission = Permission::Scope("S".to_owned());
    let property = Property::Consent(Some(Consent::User));
    assert_eq!(compare(&one, &other), [Difference::Changed { permission, property }]);
}
