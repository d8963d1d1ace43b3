#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Orders::Read::All, all()))]
fn all_of_nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
