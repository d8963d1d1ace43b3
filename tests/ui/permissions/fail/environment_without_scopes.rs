entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    environments = ["tests/manifests/shapes/roles.json"],
    scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
