#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires]
fn no_arguments(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires = "Orders.Read.All"]
fn value(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
