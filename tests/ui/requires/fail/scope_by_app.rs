#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(scope(permissions::scopes::Shop::Read::All), by = app)]
fn scope_by_app(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
