//! The CRM's permission model, read from its app registration at build time.
//!
//! The page of [`Model`] shows the model as a table:
//! `cargo doc -p example-crm --document-private-items --open`.

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    environments = ["manifests/crm.prod.json"],
    scopes = {
        "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*"   => [
            "Accounts.Read.*", "Accounts.Write.*",
            "Contacts.Read.*", "Contacts.Write.*",
        ],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    constraints = ["My", "Team", "All"],
    clients = {
        Web    = ["manifests/crm-web.json", "manifests/crm-web.prod.json"],
        Import = ["manifests/crm-import.json", "manifests/crm-import.prod.json"],
        // The blueprint of AI agents. Each agent has a client id of its own.
        Assistant = ["manifests/crm-assistant.json", "manifests/crm-assistant.prod.json"],
    },
    never = {
        "Crm.Read.*" => ["*.Write.*", "*.ReadWrite.*"],
        user_consent => ["*.All"],
        app          => ["*.My", "*.Team"],
    },
    // Users and applications share the roles that end in `.All`.
    allow = [shared_roles],
}
