//! The model, from the manifests of two environments, and a list of its facts.

entra_perms_runtime::permissions! {
    manifest = "manifests/dev.json",
    environments = ["manifests/prod.json"],
    scopes = {
        "Crm.Read" => ["Contacts.Read.*", "Retired"],
        "Crm.Read.Team" => ["Contacts.Read.Team"],
        "Old" => ["Contacts.Read.*"],
        "Nothing" => [],
    },
    not_delegated = ["Console"],
    allow = [no_idtyp, shared_roles, user_consent],
}

/// Each role, whether users and applications may hold it, and the enabled scopes that map to it.
///
/// The list is written independently of the macro. Nobody may hold a disabled role.
pub const ROLES: [(&str, bool, bool, &[&str]); 5] = [
    ("Contacts.Read.Team", true, false, &["Crm.Read", "Crm.Read.Team"]),
    ("Contacts.Read.All", true, true, &["Crm.Read"]),
    ("Contacts.Import", false, true, &[]),
    ("Retired", false, false, &[]),
    ("Console", true, false, &[]),
];
pub const SCOPES: [&str; 4] = ["Crm.Read", "Crm.Read.Team", "Old", "Nothing"];
pub const ENABLED_SCOPES: [&str; 3] = ["Crm.Read", "Crm.Read.Team", "Nothing"];
