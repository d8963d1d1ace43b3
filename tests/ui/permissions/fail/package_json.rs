entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/package.json" }

fn main() {}
