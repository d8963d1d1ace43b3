#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shapes/odd_values.json",
    scopes = { "*" => [] },
    allow = [no_idtyp],
}

fn main() {}
