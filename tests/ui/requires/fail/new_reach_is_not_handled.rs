//! A reach that is new in the manifest fails the build until it is handled.

#[path = "../permissions.rs"]
mod permissions;

use permissions::Caller;
use permissions::roles::Orders::Read::{self, Constraint};

pub fn visible(caller: &Caller) -> &'static str {
    match Read::widest(caller) {
        None => "nothing",
        Some(Constraint::My) => "the orders of the user",
        Some(Constraint::All) => "every order",
    }
}

fn main() {}
