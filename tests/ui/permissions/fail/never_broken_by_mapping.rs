//! A scope for reading leads to a role for writing.

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
        "Crm.Read.*" => ["*.Write.*", "*.ReadWrite.*"],
    },
    allow = [shared_roles],
}

fn main() {}
