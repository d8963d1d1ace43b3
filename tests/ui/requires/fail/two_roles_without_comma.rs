#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(Orders::Read::All Orders::Write::All)]
fn two_roles(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
