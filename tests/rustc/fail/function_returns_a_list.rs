#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn returns_a_list(_: &Caller) -> Vec<u32> {
    vec![]
}

fn main() {}
