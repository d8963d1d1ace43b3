#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, Orders::Read::Team)]
fn two_roles(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All by = app)]
fn no_comma(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, bye = app)]
fn unknown(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, role = "x")]
fn unlike(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, by = apps)]
fn kind(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, by = daemon)]
fn other_kind(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, by = app, by = user)]
fn twice(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, by)]
fn no_value(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, crate = "perms")]
fn bad_path(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, caller =)]
fn no_expression(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All, by = "app")]
fn kind_in_quotes(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
