#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn boxed(caller: &Caller) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Denied>>>> {
    Box::pin(async { Ok(()) })
}

fn main() {}
