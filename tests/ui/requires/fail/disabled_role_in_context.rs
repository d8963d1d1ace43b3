//! The condition does not repeat the warning about the role.

#![deny(warnings)]
#![allow(dead_code)]

#[path = "../challenges.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(any(Legacy::Import, Orders::Read::All), context = 1)]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
