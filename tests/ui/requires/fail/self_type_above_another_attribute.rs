#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::count;
use permissions::{Caller, roles::*};

struct Shop;

impl Shop {
    #[requires(Orders::Read::All)]
    #[count(RUNS)]
    fn open(caller: &Caller) -> Result<Self, Denied> {
        Ok(Shop)
    }

    #[requires(Orders::Read::All)]
    #[count(RUNS)]
    fn close(caller: &Caller) -> Result<(), Denied> {
        drop(Self);
        Ok(())
    }
}

fn main() {}
