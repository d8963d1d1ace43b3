entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    environments = ["tests/manifests/shapes/crlf.json", "tests/manifests/shapes/graph.json"],
    scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
