//! A caller comes from a verified token, and from nowhere else.

#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use permissions::Caller;

fn by_default() -> Caller {
    Caller::default()
}

fn main() {}
