entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/truncated_api.json" }

fn main() {}
