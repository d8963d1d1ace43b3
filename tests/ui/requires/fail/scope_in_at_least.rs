#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(at_least(permissions::scopes::Shop::Read::All))]
fn scope_in_at_least(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
