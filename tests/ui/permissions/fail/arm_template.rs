entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/arm_template.json" }

fn main() {}
