#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

mod other {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/only_roles.json" }
}

#[requires(Orders::Read::All)]
fn parameter(_: &other::Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
