//! rustc itself points at the segment that does not exist.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Report::Export)]
fn first_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Raed::All)]
fn middle_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Orders::Read::All, Orders::Read::Al))]
fn last_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(permissions::scopes::Shop::Reed::All))]
fn scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
