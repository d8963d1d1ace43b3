entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/scopes_wrapped.json",
    scopes = { "Library.*" => ["Books.*"] },
}

fn main() {}
