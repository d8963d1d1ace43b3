#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

#[requires(Orders::Read::All)]
fn whose_caller(order: u32) -> Result<u32, Denied> {
    Ok(order)
}

fn main() {}
