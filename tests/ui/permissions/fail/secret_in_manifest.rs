//! The message never shows the secret.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/secret.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [shared_roles, no_idtyp],
}

fn main() {}
