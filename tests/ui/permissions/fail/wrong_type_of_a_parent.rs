entra_perms_runtime::permissions! { manifest = "tests/manifests/parent_of_wrong_type.json" }

fn main() {}
