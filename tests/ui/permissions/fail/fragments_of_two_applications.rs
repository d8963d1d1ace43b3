entra_perms_runtime::permissions! {
    manifest = ["tests/manifests/shapes/graph.json", "tests/manifests/environments/dev.json"],
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
