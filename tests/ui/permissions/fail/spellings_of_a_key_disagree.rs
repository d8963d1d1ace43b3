entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/spellings_that_disagree.json",
    scopes = { "*" => ["Books.Read.All", "Loans.Write.Own"] },
}

fn main() {}
