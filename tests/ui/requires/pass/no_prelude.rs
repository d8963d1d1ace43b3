//! Generated code names everything from its root.

#![no_implicit_prelude]
#![deny(warnings)]

mod permissions {
    ::entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shop.json", allow = [shared_roles],
        scopes = {
            "Shop.Read.*" => ["Orders.Read.*"],
            "Shop.Write.*" => ["Orders.Write.*"],
            "profile_sync" => [],
        },
        constraints = ["My", "Team", "All"],
        not_delegated = ["Reports.Export"],
    }
}

use self::permissions::{Caller, roles::*};
use ::entra_perms_runtime::{Denied, requires};
use ::std::result::Result::{self, Ok};

#[requires(
    any(
        Orders::Read::All,
        all(at_least(Orders::Write::Team), scope(permissions::scopes::Shop::Write::All)),
    ),
    by = user
)]
fn list(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
async fn handler() {}

fn main() {
    let _ = (list, handler);
}
