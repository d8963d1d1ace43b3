#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

pub struct ShopError;

#[requires(Orders::Write::All)]
async fn ship(_: &Caller) -> Result<(), ShopError> {
    Ok(())
}

fn main() {}
