#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Orders::Read::All, "Orders.Read.Team"))]
fn string_in_any(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
