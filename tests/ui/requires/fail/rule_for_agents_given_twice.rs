#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, agents = never, by = user, agents = only)]
fn twice(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
