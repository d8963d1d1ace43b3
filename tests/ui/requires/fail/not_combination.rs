#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(not(Orders::Read::All))]
fn not_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
