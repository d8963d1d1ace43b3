#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
async fn returns_an_option(_: &Caller) -> Option<u32> {
    None
}

fn main() {}
