//! Generated code names everything from its root.

#![no_implicit_prelude]
#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use self::permissions::{Caller, roles::*};
use ::entra_perms_runtime::{Denied, requires};
use ::std::result::Result::{self, Ok};

#[requires(any(Orders::Read::All, all(at_least(Orders::Write::Team), scope(permissions::scopes::Shop::Write::All))), by = user)]
fn list(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
async fn handler() {}

fn main() {
    let _ = (list, handler);
}
