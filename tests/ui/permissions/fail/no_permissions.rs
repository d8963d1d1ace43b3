entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/no_permissions.json" }

fn main() {}
