#![deny(warnings)]

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/environments/dev.json",
    environments = ["tests/manifests/environments/prod.json"],
    scopes = { "Parcels.Use" => ["*"] },
}

fn main() {}
