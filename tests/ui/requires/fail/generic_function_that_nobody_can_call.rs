#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

/// So is a generic function of which there is no instance.
#[requires(Reports::Export)]
fn generic<T>(_: &Caller, _: T) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
