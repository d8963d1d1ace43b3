entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/teams_app.json" }

fn main() {}
