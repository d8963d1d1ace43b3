entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    environments = ["manifests/crm.prod.json"],
    clients = {
        Web = ["manifests/crm-web.json", "manifests/crm-web.prod.json"],
        Import = ["manifests/crm-import.json", "manifests/crm-import.prod.json"],
        Assistant = ["manifests/crm-assistant.json", "manifests/crm-assistant.prod.json"],
        Desktop = "tests/manifests/clients/desktop.json",
    },
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    constraints = ["My", "Team", "All"],
    allow = [shared_roles],
}
