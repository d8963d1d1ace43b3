#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Legacy::Import)]
fn disabled(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
