#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Legacy::Import, by = user)]
fn disabled_for_users(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
