#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

type Me = Caller;

#[requires(Orders::Read::All)]
async fn alias(me: &Me) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
