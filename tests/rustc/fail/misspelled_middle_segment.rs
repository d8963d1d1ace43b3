#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Raed::All)]
fn middle_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
