entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/emit_as_roles.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
