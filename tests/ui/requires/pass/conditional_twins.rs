//! Two functions of one name. `cfg` removes one.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[cfg(unix)]
#[requires(Orders::Read::All)]
async fn above() {}

#[cfg(not(unix))]
#[requires(Orders::Read::All)]
async fn above() {}

#[requires(Orders::Read::All)]
#[cfg(unix)]
async fn below() {}

#[requires(Orders::Read::All)]
#[cfg(not(unix))]
async fn below() {}

#[cfg_attr(all(), requires(Orders::Read::All))]
fn attribute_by_cfg(_: &Caller, #[cfg(any())] never: u32) -> Result<(), Denied> {
    Ok(())
}

#[cfg_attr(all(), requires(Orders::Read::All))]
#[cfg_attr(any(), requires(Orders::Read::Team))]
fn one_of_two_attributes(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

struct Shop;

impl Shop {
    #[cfg_attr(all(), requires(Orders::Read::All))]
    #[cfg_attr(any(), requires(Orders::Read::Team))]
    fn one_of_two_attributes(&self, _: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {
    let _ = (above, below, attribute_by_cfg, one_of_two_attributes, Shop::one_of_two_attributes);
}
