entra_perms_runtime::permissions! { manifest = "tests/manifests/repeated_values.json" }

fn main() {}
