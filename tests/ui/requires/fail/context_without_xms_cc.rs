//! A warning at the first condition that needs the claim.

#![deny(warnings)]
#![allow(dead_code)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All, by = user, context = 1)]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
