#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::extension;
use permissions::{Caller, roles::*};

struct Shop;

#[extension(Listing)]
impl Shop {
    #[requires(Orders::Read::All)]
    fn list(&self, caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {}
