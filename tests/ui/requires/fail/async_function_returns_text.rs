#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
async fn text(_: &Caller) -> &'static str {
    "text"
}

fn main() {}
