#![deny(warnings)]
#![allow(dead_code)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/agents_dev.json",
        environments = ["tests/manifests/environments/agents_prod.json"],
        scopes = { "Parcels.Use" => ["Parcels.*"] },
    }
}

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Parcels::Read, fresh = "15 min")]
async fn handler() {}

fn main() {}
