entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/roles_of_users.json" }

fn main() {}
