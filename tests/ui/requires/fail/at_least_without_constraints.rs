use entra_perms_runtime::{Denied, requires};
use entra_perms_tests::rules::{Caller, roles::*};

#[requires(at_least(Files::Read))]
fn read(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
