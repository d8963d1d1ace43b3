entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/utf16_without_bom.json" }

fn main() {}
