entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/unclosed.json" }

fn main() {}
