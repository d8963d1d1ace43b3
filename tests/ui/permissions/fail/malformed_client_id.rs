entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/malformed_client_id.json" }

fn main() {}
