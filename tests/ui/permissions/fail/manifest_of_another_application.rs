entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    app = "Contoso Archive",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
