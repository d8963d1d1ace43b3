//! The model, from the manifests of two environments, and a list of its facts.

use crate::services::{DEV, PROD};

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
    clients = {
        Web = ["manifests/clients/web.dev.json", "manifests/clients/web.prod.json"],
        Desktop = "manifests/clients/desktop.dev.json",
        Import = "manifests/clients/import.prod.json",
    },
    allow = [client_lacks_permission, no_idtyp, shared_roles, user_consent],
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

/// The registrations of the clients: the name, the registration of the API, the client id, and
/// whether the client is public. Two clients have one id, in different registrations of the API.
pub const CLIENTS: [(&str, &str, &str, bool); 4] = [
    ("Web", DEV, "00000001-de70-4000-8000-000000000003", false),
    ("Web", PROD, "00000002-de70-4000-8000-00000000000a", true),
    ("Desktop", DEV, "00000002-de70-4000-8000-00000000000a", true),
    ("Import", PROD, "00000001-de70-4000-8000-000000000003", false),
];
