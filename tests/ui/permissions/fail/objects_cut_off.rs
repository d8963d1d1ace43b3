entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/truncated.json" }

fn main() {}
