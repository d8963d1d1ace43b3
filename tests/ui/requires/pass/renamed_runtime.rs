//! `crate = …` gives the path of the runtime, for all three macros.

#![deny(warnings)]

extern crate entra_perms_runtime as perms;

mod permissions {
    perms::permissions! {
        manifest = "tests/manifests/shop.json", allow = [shared_roles],
        scopes = {
            "Shop.Read.*" => ["Orders.Read.*"],
            "Shop.Write.*" => ["Orders.Write.*"],
            "profile_sync" => [],
        },
        constraints = ["My", "Team", "All"],
        not_delegated = ["Reports.Export"],
        crate = crate::framework::authorization,
    }
}

mod framework {
    pub(crate) mod authorization {
        pub(crate) use perms::*;
    }
}

use permissions::{Caller, roles::*};

#[perms::requires(at_least(Orders::Read::Team), crate = perms)]
fn list(caller: &Caller) -> Result<bool, perms::Denied> {
    Ok(caller
        .explain(&perms::requirement!(Orders::Read::All, crate = crate::framework::authorization))
        .is_granted())
}

#[framework::authorization::requires(
    Orders::Read::All,
    by = user,
    crate = crate::framework::authorization
)]
async fn handler() {}

fn main() {
    let _ = (list, handler);
}
