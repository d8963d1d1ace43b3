#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(scope(permissions::scopes::Shop::Reed::All))]
fn scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
