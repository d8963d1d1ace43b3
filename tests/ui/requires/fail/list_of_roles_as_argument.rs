#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(roles = [Orders::Read::All, Orders::Write::All])]
fn named(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
