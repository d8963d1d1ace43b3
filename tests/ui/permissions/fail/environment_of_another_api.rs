entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    environments = ["manifests/crm.prod.json"],
    scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
