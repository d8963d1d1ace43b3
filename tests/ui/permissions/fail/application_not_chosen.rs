entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/three_apps.json" }

fn main() {}
