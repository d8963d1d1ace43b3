#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::count;
use permissions::{Caller, roles::*};

struct Session {
    caller: Caller,
    name: String,
}

#[requires(Orders::Read::All, caller = who)]
#[count(RUNS)]
fn taken_apart(Session { caller: who, name }: Session) -> Result<String, Denied> {
    Ok(name)
}

#[requires(Orders::Read::All, caller = session.caller)]
#[count(RUNS)]
fn by_reference(ref session: Session) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
