#![deny(warnings)]

entra_perms_runtime::permissions! { manifest = "tests/manifests/repeated_ids.json" }

fn main() {}
