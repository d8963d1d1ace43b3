#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Orders::Read::All, Orders::Read::Al))]
fn last_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
