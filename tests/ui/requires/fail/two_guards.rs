#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
#[requires(Orders::Read::Team)]
fn twice(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[entra_perms_runtime::requires(Orders::Read::Team)]
fn with_path(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

use entra_perms_runtime::requires as guard;

#[requires(Orders::Read::All)]
#[guard(Orders::Read::Team)]
fn renamed(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[guard(Orders::Read::Team)]
async fn renamed_on_a_handler() {}

mod with_another_crate {
    use entra_perms_test_attributes::requires;

    use crate::permissions::{Caller, roles::*};

    #[entra_perms_runtime::requires(Orders::Read::All)]
    #[requires(number > 0)]
    fn another(_: &Caller, number: u8) -> Result<(), entra_perms_runtime::Denied> {
        Ok(())
    }
}

fn main() {}
