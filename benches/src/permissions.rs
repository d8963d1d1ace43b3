//! The two models that are measured: that of the CRM, with 12 roles, and one as large as Microsoft Graph's, with 716.

/// `manifests/crm.json`, with the mapping of the example.
pub mod crm {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

/// Made up by `build.rs`.
pub mod large {
    include!(concat!(env!("OUT_DIR"), "/large.rs"));
}
