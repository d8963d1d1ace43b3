entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/three_apps.json",
    app = "Contoso Libary",
}

fn main() {}
