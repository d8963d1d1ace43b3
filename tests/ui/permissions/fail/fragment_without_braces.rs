entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/without_braces.json",
    not_delegated = ["Books.Read.All", "Loans.Write.Own"],
}

fn main() {}
