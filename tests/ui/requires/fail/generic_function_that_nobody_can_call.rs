#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

/// A generic function is checked without an instance, too.
#[requires(Reports::Export)]
fn generic<T>(_: &Caller, _: T) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
