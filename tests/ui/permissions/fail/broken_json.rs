//! One mistake in the manifest is one error: the mapping and guards can still use its names.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/missing_comma.json",
        scopes = { "Shop.Read" => ["Orders.Read"], "Shop.Write" => ["Orders.Write"] },
        constraints = ["My"],
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Role, Scope, roles::*, scopes};

#[requires(any(all(Orders::Read, Jobs::Run), scope(scopes::Shop::Read)))]
fn guarded(caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.can(Role::OrdersRead) && Scope::ShopRead.roles().is_empty())
}

fn main() {}
