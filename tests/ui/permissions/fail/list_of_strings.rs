entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/list_of_strings.json" }

fn main() {}
