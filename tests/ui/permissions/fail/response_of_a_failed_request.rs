entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/failed_request.json" }

fn main() {}
