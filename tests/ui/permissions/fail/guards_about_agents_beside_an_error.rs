mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/dev.json",
        scopes = { "Parcels.Use" => ["Parcels.*", "Parcels.Red"] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Parcels::Read, by = person)]
async fn handler() {}

#[requires(Parcels::Write, by = user, agents = never)]
fn function(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
