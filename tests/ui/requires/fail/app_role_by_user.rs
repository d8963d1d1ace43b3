#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Jobs::Run, by = user)]
fn app_only(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
