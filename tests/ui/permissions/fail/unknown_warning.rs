entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [dead_code, "no_idtyp"],
}

fn main() {}
