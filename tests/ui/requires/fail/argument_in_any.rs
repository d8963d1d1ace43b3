#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Orders::Read::All, by = app))]
fn argument_within(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
