entra_perms_runtime::permissions! { manifest = "tests/manifests/shapes/two_of_one_name.json", app = "Contoso Library" }

fn main() {}
