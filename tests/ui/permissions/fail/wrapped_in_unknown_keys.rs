entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/unknown_wrapper.json" }

fn main() {}
