//! The permission models that the tests share.

/// The example of the README and the guide.
pub mod crm {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
                                    "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        constraints = ["My", "Team", "All"],
        clients = {
            Web     = "manifests/crm-web.json",
            Import  = "manifests/crm-import.json",
            Desktop = "tests/manifests/clients/desktop.json",
        },
        allow = [shared_roles],
    }
}

/// A model whose sets have several words.
pub mod wide {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/wide.json",
        scopes = {
            "Wide.S5"  => ["Wide.R6"],
            "Wide.S69" => ["Wide.R70", "Wide.R129"],
            "Wide.*"   => [],
        },
        allow = [no_idtyp, shared_roles],
    }
}

/// A model with disabled entries, odd names and roles of each kind, from
/// `tests/manifests/rules.json`.
pub mod rules {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/rules.json",
        scopes = {
            "Files.*"            => ["Files.*"],
            "Files.Read"         => ["Audit.Read"],
            "user_impersonation" => ["Files.*", "Audit.*", "task:write", "self.*"],
            "Legacy.Access"      => ["Files.Read"],
            "openid_like"        => [],
        },
        not_delegated = ["Admin.Consent"],
        allow = [no_idtyp, shared_roles, user_consent],
    }
}

/// A model with values that Entra accepts and that are hard to spell as Rust names: see
/// `tests/manifests/shapes/odd_values.json`.
pub mod odd {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shapes/odd_values.json",
        scopes = { "*" => [] },
        allow = [no_idtyp, long_values, shared_roles],
    }
}

/// One API in three environments. Their registrations differ in everything that may differ: see
/// `tests/manifests/environments/ferries_*.json`.
pub mod ferries {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/ferries_dev.json",
        environments = [
            "tests/manifests/environments/ferries_prod.json",
            "tests/manifests/environments/ferries_template.json",
        ],
        scopes = {
            "Ferries.Use"    => ["Ferries.Read", "Ferries.Sail"],
            "Ferries.Legacy" => ["Ferries.Charter"],
        },
        not_delegated = ["Ferries.Charter"],
        allow = [disabled_elsewhere, no_client_id, no_idtyp],
    }
}
