#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(scope("Shop.Read.All"))]
fn string_in_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
