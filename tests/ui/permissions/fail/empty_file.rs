entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/empty.json" }

fn main() {}
