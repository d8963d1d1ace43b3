#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires()]
fn nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
