#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, scopes::*};

#[requires(scope = Shop::Read::All)]
fn named(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
