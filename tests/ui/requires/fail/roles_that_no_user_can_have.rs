#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Reports::Export, Jobs::Run), by = user)]
fn no_scope_by_user(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
