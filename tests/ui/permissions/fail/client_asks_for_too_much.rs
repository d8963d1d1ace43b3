entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    clients = { Web = "tests/manifests/clients/refused_permissions.json" },
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    allow = [shared_roles],
}

fn main() {}
