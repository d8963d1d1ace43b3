mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/environments/agents_dev.json",
        environments = ["tests/manifests/environments/agents_prod.json"],
        scopes = { "Parcels.Use" => ["Parcels.*"] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Parcels::Read, agents = never)]
fn no_agents(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
