#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(Orders::<u8>::Read)]
fn generic(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
