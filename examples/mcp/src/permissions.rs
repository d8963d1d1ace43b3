//! The permission model of the CRM, read from its app registration at build time.

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    scopes = {
        "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*"   => [
            "Accounts.Read.*", "Accounts.Write.*",
            "Contacts.Read.*", "Contacts.Write.*",
        ],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    constraints = ["My", "Team", "All"],
    // Users and applications share the roles that end in `.All`.
    allow = [shared_roles],
}
