#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(permissions::scopes::Shop::Read::All)]
fn scope_as_role(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(Orders::Read::All))]
fn role_as_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(at_least(permissions::scopes::Shop::Read::All))]
fn scope_in_at_least(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(at_least(Jobs::Run))]
fn reachless(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Reports)]
fn module(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(at_least(Orders::Read::ANY))]
fn group(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(Orders::Read::ANY))]
fn group_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
