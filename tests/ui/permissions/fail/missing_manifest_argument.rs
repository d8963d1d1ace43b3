entra_perms_runtime::permissions! {}

fn main() {}
