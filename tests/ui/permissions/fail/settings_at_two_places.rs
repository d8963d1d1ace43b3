entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/settings_at_two_places.json" }

fn main() {}
