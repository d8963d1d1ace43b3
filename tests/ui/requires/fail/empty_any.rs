#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(any())]
fn any_of_nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
