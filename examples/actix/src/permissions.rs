//! The permission model, read from the app registration at build time.
//!
//! `cargo doc -p actix-example --document-private-items --open` shows it as a table, on the page of [`Model`].

entra_perms_runtime::permissions! {
    manifest = "manifests/crm.json",
    scopes = {
        "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
        "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
        "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    },
    // What reaches the whole tenant is for users and for background services.
    allow = [shared_roles],
}
