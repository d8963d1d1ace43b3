#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Reports)]
fn module(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
