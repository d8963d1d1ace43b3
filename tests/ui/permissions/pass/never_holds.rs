//! Promises that hold generate no code.

#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    environments = ["manifests/crm.prod.json"],
    scopes = {
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*" => ["Accounts.Write.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    never = {
        "Crm.Read.*" => ["*.Write.*", "*.ReadWrite.*"],
        user_consent => ["*.All"],
        app => ["*.My", "*.Team"],
    },
    allow = [shared_roles],
}

fn main() {
    assert_eq!(Scope::CrmReadMy.roles().len(), 1);
}
