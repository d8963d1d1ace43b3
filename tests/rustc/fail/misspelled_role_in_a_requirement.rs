#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::requirement;
use permissions::{Caller, roles::*};

pub fn misspelt(caller: &Caller) -> String {
    caller.explain(&requirement!(Orders::Raed::All)).to_string()
}

fn main() {}
