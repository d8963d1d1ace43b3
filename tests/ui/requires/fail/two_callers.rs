#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn two_callers(_: &Caller, _on_behalf_of: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
