entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/terraform_show.json" }

fn main() {}
