#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/graph.json",
    environments = [["tests/manifests/shapes/roles.json", "tests/manifests/shapes/scopes.json"]],
    scopes = { "Library.*" => ["Books.Read.All", "Loans.Write.Own"] },
    allow = [equal_scopes, shared_roles, user_consent],
}

fn main() {}
