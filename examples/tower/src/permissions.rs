//! What the manifest and the mapping say.

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    scopes = {
        "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    allow = [shared_roles],
}
