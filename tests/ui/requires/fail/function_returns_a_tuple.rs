#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn tuple(_: &Caller) -> (u8, String) {
    (7, String::new())
}

fn main() {}
