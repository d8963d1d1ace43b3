entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/invalid_utf16.json" }

fn main() {}
