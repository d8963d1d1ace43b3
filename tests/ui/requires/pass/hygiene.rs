//! The body sees nothing of the check, and the check nothing of the body.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Role, roles::*};

#[requires(Orders::Read::All)]
fn own_names(_: &Caller, denied: u32) -> Result<u32, Denied> {
    let caller = denied;
    let check = caller + 1;
    Ok(check)
}

#[requires(Orders::Read::All)]
fn own_items(who: &Caller) -> Result<u32, Denied> {
    #[allow(non_snake_case, unused_imports)]
    mod Orders {
        pub(super) mod Read {
            #[allow(non_upper_case_globals)]
            pub(in super::super) const All: u32 = 7;
        }
    }
    #[allow(dead_code)]
    struct Denied;
    let _ = who;
    Ok(Orders::Read::All)
}

#[requires(Orders::Read::All)]
fn own_prelude(_: &Caller, err: u32) -> std::result::Result<u32, Denied> {
    #[allow(non_snake_case)]
    fn Err(x: u32) -> u32 {
        x
    }
    Ok(Err(err))
}

#[requires(Orders::Read::All)]
fn reborrows<'a>(caller: &'a Caller, names: &'a mut Vec<String>) -> Result<&'a str, Denied> {
    let _ = caller;
    names.push(String::new());
    names.last().map_or(Ok(""), |last| Ok(last))
}

macro_rules! guarded {
    ($name:ident, $role:path, $caller:ident, $body:block) => {
        #[requires($role)]
        fn $name($caller: &Caller) -> Result<bool, Denied> $body
    };
}

guarded!(from_a_macro, Orders::Read::Team, who, { Ok(who.can(Role::OrdersReadTeam)) });

fn main() {
    let _ = (own_names, own_items, own_prelude, reborrows, from_a_macro);
}
