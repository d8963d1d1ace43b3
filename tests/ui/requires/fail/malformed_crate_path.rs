#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, crate = "perms")]
fn bad_path(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
