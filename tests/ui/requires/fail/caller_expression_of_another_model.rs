#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

mod other {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/only_roles.json" }
}

#[requires(Orders::Read::All, caller = caller)]
fn expression(caller: other::Caller) -> Result<(), Denied> {
    let _ = caller;
    Ok(())
}

fn main() {}
