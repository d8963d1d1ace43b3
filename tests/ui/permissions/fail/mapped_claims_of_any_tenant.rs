entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/mapped_claims_multi_tenant.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
