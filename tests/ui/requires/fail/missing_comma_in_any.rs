#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(any(Orders::Read::All Orders::Write::All))]
fn no_comma(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
