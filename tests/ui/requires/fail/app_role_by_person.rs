#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Jobs::Run, by = person)]
fn approve(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
