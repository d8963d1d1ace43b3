#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/placeholder_ids.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [equal_scopes, user_consent],
}

fn main() {}
