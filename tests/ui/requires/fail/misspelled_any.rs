#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(anny(Orders::Read::All))]
fn word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
