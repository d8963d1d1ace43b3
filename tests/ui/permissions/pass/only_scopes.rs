//! A manifest without app roles: guards ask for scopes.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/only_scopes.json",
        scopes = { "*" => [] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Role, Scope, scopes};

#[requires(any(scope(scopes::Orders::Read), scope(scopes::user_impersonation)))]
fn list(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {
    let _ = list;
    assert_eq!(Role::ALL, []);
    assert_eq!(
        Scope::ALL,
        [scopes::Orders::Read, scopes::Orders::Read::All, Scope::UserImpersonation]
    );
    assert!(Scope::OrdersRead.roles().is_empty());
}
