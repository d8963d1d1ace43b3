entra_perms_runtime::permissions! {
    manifest = ["tests/manifests/shapes/roles.json", "tests/manifests/shapes/roles.json"],
    not_delegated = ["Books.Read.All", "Loans.Write.Own"],
}

fn main() {}
