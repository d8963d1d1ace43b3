entra_perms_runtime::permissions! { manifest = "exports/registration.json" }

fn main() {}
