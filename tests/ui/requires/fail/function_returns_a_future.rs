#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn future(caller: &Caller) -> impl Future<Output = Result<(), Denied>> {
    async { Ok(()) }
}

fn main() {}
