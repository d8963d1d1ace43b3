//! A caller comes from a verified token, and from nowhere else.

#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use permissions::{Caller, Role, RoleSet};

fn changed(caller: &mut Caller) {
    caller.effective = RoleSet::from(Role::OrdersReadAll);
}

fn main() {}
