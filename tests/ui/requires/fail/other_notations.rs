#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders.Read.All)]
fn dots(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All | Orders::Read::Team)]
fn or(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All && Orders::Read::Team)]
fn and(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(!Orders::Read::All)]
fn not(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(not(Orders::Read::All))]
fn not_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(role(Orders::Read::All))]
fn role_word(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires([Orders::Read::All, Orders::Write::All])]
fn list(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Orders::Read::All, by = app))]
fn argument_within(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(role = Orders::Read::All)]
fn named(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
