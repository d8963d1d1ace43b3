//! The permission model of the CRM, read from its app registration at build time.

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    // The URL at which clients find the server. Each build checks that it is registered as they
    // need it. The demonstration listens on loopback instead.
    mcp = "https://crm-dev.contoso.example/mcp",
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
