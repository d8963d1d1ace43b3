#[path = "../challenges.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, by = app, context = 1)]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
