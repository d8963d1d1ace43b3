entra_perms_runtime::permissions! {
    manifest = "tests/manifests/environments/template_dev.json",
    environments = ["tests/manifests/environments/template.json"],
}

fn main() {}
