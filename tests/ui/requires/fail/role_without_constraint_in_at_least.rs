#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(at_least(Jobs::Run))]
fn reachless(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
