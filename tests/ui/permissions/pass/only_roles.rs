//! A manifest without scopes, for background services only: nothing to map.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/only_roles.json" }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Role, Scope, roles::Orders};

#[requires(Orders::Read, by = app)]
fn list(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {
    let _ = list;
    assert_eq!(Role::ALL, [Orders::Read, Orders::__]);
    assert_eq!(Orders::__.value(), "Orders.*");
    assert_eq!(Scope::ALL, []);
}
