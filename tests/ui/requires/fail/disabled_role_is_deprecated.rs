//! The use of a disabled role shows as the use of a deprecated item.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[deny(deprecated)]
#[requires(any(Orders::Read::All, Legacy::Import))]
fn import(caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.can(permissions::Role::LegacyImport) && caller.can(Legacy::Import))
}

fn main() {}
