entra_perms_runtime::permissions! { manifest = "tests/manifests/wrong_types.json" }

fn main() {}
