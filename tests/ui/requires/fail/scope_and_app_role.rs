#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(all(scope(permissions::scopes::Shop::Read::All), Jobs::Run))]
fn scope_and_app_role(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
