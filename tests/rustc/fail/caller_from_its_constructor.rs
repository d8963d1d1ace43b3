//! A caller comes from a verified token, and from nowhere else.

#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use permissions::Caller;

fn from_claims(caller: Caller) -> Caller {
    let constructor = Caller::new;
    caller
}

fn main() {}
