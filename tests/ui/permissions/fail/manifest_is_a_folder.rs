entra_perms_runtime::permissions! { manifest = "tests/manifests" }

fn main() {}
