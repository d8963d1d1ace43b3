//! A caller comes from a verified token, and from nowhere else.

use entra_perms_tests::crm::{Caller, Role, RoleSet};

fn by_default() -> Caller {
    Caller::default()
}

fn changed(caller: &mut Caller) {
    caller.effective = RoleSet::from(Role::ContactsReadAll);
}

fn from_claims(caller: Caller) -> Caller {
    let constructor = Caller::new;
    caller
}

fn main() {}
