#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires]
fn no_arguments(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
