#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/both_kinds_of_accounts.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [equal_scopes, shared_roles, user_consent],
}

fn main() {}
