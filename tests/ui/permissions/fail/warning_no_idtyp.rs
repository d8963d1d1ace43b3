#![deny(warnings)]

entra_perms_runtime::permissions! { manifest = "tests/manifests/without_idtyp.json" }

fn main() {}
