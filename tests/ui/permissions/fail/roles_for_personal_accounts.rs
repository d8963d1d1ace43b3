entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/personal_accounts.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
