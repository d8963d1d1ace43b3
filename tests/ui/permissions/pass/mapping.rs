//! The static mapping: wildcards, lines that add up, literals, and scopes that need no line.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/shop.json", allow = [redundant_line, shared_roles],
        scopes = {
            "Shop.Read.*" => ["Orders.Read.*"],
            "Shop.*.All" => ["Orders.*.All"],
            "Shop.Write.Team" => ["Orders.Write.Team", "*.Team"],
            "profile_sync" => ["*"],
            "Shop.Read.My" => [],
        },
    }
}

use permissions::{Role, RoleSet, Scope};

fn main() {
    let roles = |scope: Scope| scope.roles().iter().collect::<Vec<_>>();
    assert_eq!(roles(Scope::ShopReadMy), [Role::OrdersReadMy]);
    assert_eq!(roles(Scope::ShopReadAll), [Role::OrdersReadAll]);
    assert_eq!(roles(Scope::ShopWriteAll), [Role::OrdersWriteAll]);
    assert_eq!(roles(Scope::ShopWriteTeam), [Role::OrdersReadTeam, Role::OrdersWriteTeam]);
    let app_only = RoleSet::from_iter([Role::JobsRun, Role::JobsReadOnly]);
    assert!((Scope::ProfileSync.roles() & app_only).is_empty());
    assert!(Scope::ProfileSync.roles().contains(Role::ReportsExport));
}
