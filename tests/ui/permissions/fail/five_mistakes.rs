//! Five mistakes in a mapping are five errors in one build, each on its literal.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shop.json",
        scopes = {
            "Shop.Raed.My" => ["Orders.Read.My"],
            "Shop.Read.*" => ["Orders.Read.*", "Orders.Sale.*"],
            "Shop.Write.*" => ["Jobs.Run", "Orders.Write.*"],
            "Shop.Wr*" => ["Orders.Write.All"],
            "profile_sync" => ["Order.Read.All"],
        },
        not_delegated = ["Reports.Export"],
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

// A broken mapping does not show which roles users can have, so guards add no errors.
#[requires(all(any(Orders::Read::My, Orders::Write::Team), Reports::Export), by = user)]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
