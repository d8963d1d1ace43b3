entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/several_apis.json",
    not_delegated = ["Books.Read.All", "Loans.Write.Own"],
}

fn main() {}
