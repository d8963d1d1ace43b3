#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

/// Only a disabled scope maps to the role.
#[requires(Reports::Export)]
fn no_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
