use super::{MAPPING, ROLES, SCOPES, model};
use crate::comparison::{Difference, Permission, Property, align, compare};
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

#[test]
fn another_value_under_one_id_is_a_rename() {
    let mut one = model(ROLES, SCOPES, MAPPING);
    one.roles[0].entry.id = Some(7);
    one.scopes[1].entry.id = Some(8);
    let mut other = one.clone();
    other.roles[0].entry.value = "Read.All".to_owned();
    other.roles[0].entry.enabled = false;
    other.scopes[1].entry.value = "U".to_owned();
    let role = |value: &str| Permission::Role(value.to_owned());
    let scope = |value: &str| Permission::Scope(value.to_owned());
    // The pairs of the mapping are the same, so they are not listed.
    let expected = [
        Difference::Renamed { before: role("Read"), after: role("Read.All") },
        Difference::Changed { permission: role("Read.All"), property: Property::Enabled(false) },
        Difference::Renamed { before: scope("T"), after: scope("U") },
    ];
    assert_eq!(compare(&one, &other), expected);

    // A value that both models have is not a rename, whatever its id is.
    other.roles[0].entry.value = "Read".to_owned();
    other.roles[1].entry.id = Some(7);
    assert_eq!(align(&one, &other).roles, [Some(0), Some(1), Some(2)]);
    // An id that occurs twice does not name an entry.
    other.roles[0].entry.value = "New".to_owned();
    other.roles[1].entry.value = "Newer".to_owned();
    assert_eq!(align(&one, &other).roles, [None, None, Some(2)]);
}
