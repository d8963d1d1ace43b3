entra_perms_runtime::permissions! { manifest = "tests/manifests/shops.json" }

fn main() {}
