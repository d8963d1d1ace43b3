//! Roles and caller must come from the same `permissions!`.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

use entra_perms_tests::crm;

#[requires(Orders::Read::All)]
fn parameter(_: &crm::Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, caller = caller)]
fn expression(caller: crm::Caller) -> Result<(), Denied> {
    let _ = caller;
    Ok(())
}

#[requires(any(Orders::Read::All, crm::roles::Accounts::Read::All))]
fn roles_of_two_models(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
