#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Reports::Export, Legacy::Import))]
fn several(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
