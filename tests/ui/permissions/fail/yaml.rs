entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/az_yaml.json" }

fn main() {}
