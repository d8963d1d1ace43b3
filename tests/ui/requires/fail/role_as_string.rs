#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*, scopes::*};

#[requires("Orders.Read.All")]
fn string(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Orders::Read::All, "Orders.Read.Team"))]
fn string_in_any(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope("Shop.Read.All"))]
fn string_in_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
