entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/mixed_list.json" }

fn main() {}
