#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(Report::Export)]
fn first_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
