#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(at_least(any(Orders::Read::All)))]
fn any_in_at_least(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
