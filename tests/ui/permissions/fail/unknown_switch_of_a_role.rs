entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/unknown_switch.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
