entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/empty_list.json" }

fn main() {}
