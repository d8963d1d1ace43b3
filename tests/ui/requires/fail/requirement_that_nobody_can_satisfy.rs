#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requirement;
use permissions::{Caller, roles::*};

pub fn unsatisfiable(caller: &Caller) -> String {
    caller.explain(&requirement!(Jobs::Run, by = user)).to_string()
}

fn main() {}
