entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/roles.json",
    scopes = { "Library.Read" => ["Books.Read.All"] },
    not_delegated = ["Loans.Write.Own"],
}

fn main() {}
