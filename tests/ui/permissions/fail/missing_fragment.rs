entra_perms_runtime::permissions! {
    manifest = ["tests/manifests/shapes/roles.json", "tests/manifests/shapes/scope.json"],
    scopes = { "Library.Read" => ["Books.*"] },
}

fn main() {}
