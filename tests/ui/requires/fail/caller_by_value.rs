#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn by_value(caller: Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

fn main() {}
