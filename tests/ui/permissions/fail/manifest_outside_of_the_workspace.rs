entra_perms_runtime::permissions! { manifest = "../../crm.json" }

fn main() {}
