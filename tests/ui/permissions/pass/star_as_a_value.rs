//! `*` is a legal character of a value, and a pattern that is a value is taken literally.

#![deny(warnings)]

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/star_values.json",
        scopes = {
            "Orders.*" => ["Orders.*"],
            "Orders.Read" => ["Orders.Read"],
        },
    }
}

use permissions::{Role, Scope, roles, scopes};

fn main() {
    assert_eq!(scopes::Orders::__, Scope::Orders);
    assert_eq!(Scope::Orders.value(), "Orders.*");
    assert_eq!(Scope::Orders.roles().iter().collect::<Vec<_>>(), [roles::Orders::__]);
    assert_eq!(Scope::OrdersRead.roles().iter().collect::<Vec<_>>(), [Role::OrdersRead]);
}
