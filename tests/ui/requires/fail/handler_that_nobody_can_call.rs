#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

/// A handler is checked at build time, even if nothing calls it.
#[requires(Orders::Read::Team, by = app)]
async fn handler() -> Result<(), Denied> {
    Ok(())
}

fn main() {}
