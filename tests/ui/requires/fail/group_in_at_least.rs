#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(at_least(Orders::Read::ANY))]
fn group(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
