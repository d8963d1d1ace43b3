//! The measured models: the CRM's with 12 roles, and one as large as Microsoft Graph's with 716.

/// The model of `manifests/crm.json`, with the mapping of the example.
pub mod crm {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => [
                "Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*",
            ],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

/// The model that `build.rs` generates.
pub mod large {
    include!(concat!(env!("OUT_DIR"), "/large.rs"));
}
