#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requirement;
use permissions::{Caller, roles::*};

pub fn reasons(caller: &Caller) -> String {
    caller.explain(&requirement!(Orders::Read::All, docs = off)).to_string()
}

fn main() {}
