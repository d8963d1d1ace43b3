entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/not_unicode.json" }

fn main() {}
