//! Applications can hold `Proposals.ReadWrite.All`.

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    environments = ["manifests/crm.prod.json"],
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.Read.Team" => ["Contacts.Write.Team"],
        "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    never = {
        app => ["Contacts.Write.My", "Proposals.*"],
    },
    allow = [shared_roles],
}

fn main() {}
