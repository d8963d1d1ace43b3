#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires()]
fn nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any())]
fn any_of_nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Orders::Read::All, all()))]
fn all_of_nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope())]
fn scope_of_nothing(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(403)]
fn number(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(anny(Orders::Read::All))]
fn word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(one_of(Orders::Read::All))]
fn other_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(Orders::Read::All, Orders::Read::Team))]
fn two_in_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(at_least(any(Orders::Read::All)))]
fn any_in_at_least(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::<u8>::Read)]
fn generic(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
