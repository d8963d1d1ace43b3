#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(role = Orders::Read::All)]
fn named(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
