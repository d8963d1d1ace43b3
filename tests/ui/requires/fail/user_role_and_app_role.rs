#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(all(Orders::Read::Team, Jobs::Run))]
fn both_kinds(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
