#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

mod other {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/only_roles.json" }
}

#[requires(any(Orders::Read::All, other::roles::Orders::Read))]
fn roles_of_two_models(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
