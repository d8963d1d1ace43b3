#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, fresh = "1 week")]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
