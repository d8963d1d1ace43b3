entra_perms_runtime::permissions! { manifest = "" }

fn main() {}
