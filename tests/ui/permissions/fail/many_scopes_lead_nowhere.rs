entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/odd_values.json", scopes = {} }

fn main() {}
