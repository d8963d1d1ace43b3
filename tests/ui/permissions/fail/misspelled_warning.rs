entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [shared_role],
}

fn main() {}
