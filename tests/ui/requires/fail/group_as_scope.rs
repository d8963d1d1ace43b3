#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(scope(Orders::Read::ANY))]
fn group_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
