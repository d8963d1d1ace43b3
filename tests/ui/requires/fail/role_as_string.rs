#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires("Orders.Read.All")]
fn string(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
