#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(permissions::scopes::Shop::Read::All)]
fn scope_as_role(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
