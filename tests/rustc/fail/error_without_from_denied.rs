#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

pub struct ShopError;

#[requires(Orders::Read::All)]
fn list(_: &Caller) -> Result<Vec<u32>, ShopError> {
    Err(ShopError)
}

fn main() {}
