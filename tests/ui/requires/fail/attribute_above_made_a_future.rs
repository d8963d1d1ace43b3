#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::tool;
use permissions::{Caller, roles::*};

struct Shop;

impl Shop {
    #[tool(description = "Lists orders")]
    #[requires(Orders::Read::All, caller = caller)]
    async fn list(&self, caller: Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[entra_perms_test_attributes::tool]
    #[requires(Orders::Read::All)]
    async fn whose_caller(&self) -> Result<(), Denied> {
        Ok(())
    }
}

#[tool]
#[requires(Orders::Read::All)]
async fn function(caller: Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
