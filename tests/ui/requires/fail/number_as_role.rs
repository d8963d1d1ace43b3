#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(403)]
fn number(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
