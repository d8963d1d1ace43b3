//! A reach that is new in the manifest fails the build until it is handled.

#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use permissions::Caller;
use permissions::roles::Orders::Read::{self, Constraint};

pub fn visible(caller: &Caller) -> &'static str {
    let Some(reach) = Read::widest(caller) else { return "nothing" };
    match reach {
        Constraint::My => "the orders of the user",
        Constraint::All => "every order",
    }
}

fn main() {}
