#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(scope(permissions::scopes::Shop::Legacy))]
fn disabled_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
