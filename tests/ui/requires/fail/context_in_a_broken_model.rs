//! A build that fails has no further finding about its guards.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/agents_prod.json",
        scopes = { "Parcels.Use" => ["Parcels.*", "Parcels.Raed"] },
    }
}

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Parcels::Read, context = 1)]
async fn handler() {}

fn main() {}
