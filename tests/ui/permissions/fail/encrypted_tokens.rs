entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/token_encryption.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
