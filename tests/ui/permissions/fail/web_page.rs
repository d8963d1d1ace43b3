entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/web_page.json" }

fn main() {}
