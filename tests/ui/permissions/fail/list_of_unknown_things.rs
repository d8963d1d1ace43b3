entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/ambiguous_list.json" }

fn main() {}
