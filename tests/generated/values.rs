//! `Role` and `Scope`: their values, names, ids and text.

use entra_perms_runtime::Uuid;
use entra_perms_tests::crm::{Role, Scope};
use entra_perms_tests::rules;

#[test]
fn all_are_in_manifest_order() {
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.value()).collect();
    let expected = [
        "Accounts.Read.Team",
        "Accounts.Read.All",
        "Accounts.Write.Team",
        "Accounts.Write.All",
        "Contacts.Read.My",
        "Contacts.Read.Team",
        "Contacts.Read.All",
        "Contacts.Write.My",
        "Contacts.Write.Team",
        "Contacts.Write.All",
        "Proposals.ReadWrite.Team",
        "Proposals.ReadWrite.All",
    ];
    assert_eq!(roles, expected);
    let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.value()).collect();
    let expected = [
        "Crm.Read.My",
        "Crm.Read.Team",
        "Crm.Read.All",
        "Crm.ReadWrite.My",
        "Crm.ReadWrite.Team",
        "Crm.ReadWrite.All",
        "Sales.ReadWrite.Team",
        "Sales.ReadWrite.All",
    ];
    assert_eq!(scopes, expected);
}

#[test]
fn names_and_ids_come_from_the_manifest() {
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../manifests/crm.json")).unwrap();
    for (role, entry) in Role::ALL.iter().zip(manifest["appRoles"].as_array().unwrap()) {
        assert_eq!(role.value(), entry["value"]);
        assert_eq!(role.display_name(), entry["displayName"]);
        assert_eq!(role.id().unwrap().to_string(), entry["id"].as_str().unwrap());
        assert!(role.is_enabled());
    }
    let scopes = manifest["api"]["oauth2PermissionScopes"].as_array().unwrap();
    for (scope, entry) in Scope::ALL.iter().zip(scopes) {
        assert_eq!(scope.value(), entry["value"]);
        assert_eq!(scope.display_name(), entry["adminConsentDisplayName"]);
        assert_eq!(scope.id().unwrap().to_string(), entry["id"].as_str().unwrap());
        assert!(scope.is_enabled());
    }
}

#[test]
fn text_is_the_exact_entra_value() {
    for role in Role::ALL.iter().copied() {
        assert_eq!(role.to_string(), role.value());
        assert_eq!(format!("{role:?}"), role.value());
        assert_eq!(role.value().parse(), Ok(role));
        let json = serde_json::to_string(&role).unwrap();
        assert_eq!(json, format!("{:?}", role.value()));
        assert_eq!(serde_json::from_str::<Role>(&json).unwrap(), role);
    }
    for scope in Scope::ALL.iter().copied() {
        assert_eq!(scope.value().parse(), Ok(scope));
    }
    assert_eq!(format!("{:>22}|", Role::ContactsReadMy), "      Contacts.Read.My|");
}

#[test]
fn other_spellings_are_unknown() {
    for value in [
        "",
        "contacts.read.my",
        "Contacts.Read.My ",
        "Contacts.Read",
        "ContactsReadMy",
        "Crm.Read.My",
    ] {
        assert!(value.parse::<Role>().is_err(), "{value}");
    }
    let error = serde_json::from_str::<Role>(r#""Contacts.Read.Mine""#).unwrap_err();
    assert!(error.to_string().contains("a value of the app registration manifest"), "{error}");
    assert!(serde_json::from_str::<Role>("1").is_err());
}

#[test]
fn the_parts_of_a_value_are_const() {
    const ID: Option<Uuid> = Role::ContactsReadMy.id();
    const SCOPES: usize = Role::ContactsReadMy.scopes().const_len();
    const NAME: &str = Scope::CrmReadMy.display_name();
    assert_eq!(
        (ID, SCOPES, NAME),
        (Role::ContactsReadMy.id(), 2, "Read the user's own accounts and contacts")
    );
}

#[test]
#[expect(deprecated, reason = "disabled values keep their names, with a warning")]
fn disabled_values_keep_their_names() {
    assert!(!rules::Role::OldAccess.is_enabled());
    assert!(!rules::Scope::LegacyAccess.is_enabled());
    assert_eq!(rules::roles::Old::Access, rules::Role::OldAccess);
    assert_eq!(rules::scopes::Legacy::Access, rules::Scope::LegacyAccess);
}
