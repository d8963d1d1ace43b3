#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(one_of(Orders::Read::All))]
fn other_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
