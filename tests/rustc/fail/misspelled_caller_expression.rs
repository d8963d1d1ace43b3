#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, caller = calller)]
fn of_a_misspelt_name(caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

fn main() {}
