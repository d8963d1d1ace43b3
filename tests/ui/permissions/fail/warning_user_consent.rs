#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.My" => ["*.Write.All", "Contacts.Write.My"],
        "Crm.ReadWrite.Team" => ["*.Write.Team", "*.ReadWrite.Team"],
        "Crm.ReadWrite.All" => ["*.ReadWrite.All"],
        "Sales.ReadWrite.*" => [],
    },
    constraints = ["My", "Team", "All"],
    allow = [shared_roles],
}

fn main() {}
