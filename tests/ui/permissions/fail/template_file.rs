entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/template.json" }

fn main() {}
