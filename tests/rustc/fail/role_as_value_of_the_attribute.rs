#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires = "Orders.Read.All"]
fn value(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
