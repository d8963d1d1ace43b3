#![deny(warnings)]

entra_perms_runtime::permissions! { manifest = "tests/manifests/placeholder_values.json" }

fn main() {}
