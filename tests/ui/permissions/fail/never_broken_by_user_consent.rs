//! Users may consent to `Crm.Read.Team` and `Crm.ReadWrite.Team`, but not to those for `All`.

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
        user_consent => ["*.All", "Contacts.Write.*"],
    },
    allow = [shared_roles],
}

fn main() {}
