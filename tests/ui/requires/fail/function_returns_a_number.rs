#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn number(_: &Caller) -> u32 {
    7
}

fn main() {}
