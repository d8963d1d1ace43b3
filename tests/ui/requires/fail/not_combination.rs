#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(not(Orders::Read::All))]
fn not_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
