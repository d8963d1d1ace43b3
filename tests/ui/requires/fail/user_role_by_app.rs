#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::Team, by = app)]
fn users_only(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
