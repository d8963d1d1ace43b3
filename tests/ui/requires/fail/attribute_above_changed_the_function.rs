#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::remember;
use permissions::{Caller, roles::*};

#[remember(team)]
#[requires(Orders::Read::All)]
fn by_key(caller: &Caller, team: &str) -> Result<String, Denied> {
    Ok(team.to_owned())
}

#[entra_perms_test_attributes::remember_once]
#[requires(Orders::Read::All)]
async fn handler() -> String {
    String::new()
}

#[cfg_attr(all(), inline, remember(0))]
#[requires(Orders::Read::All)]
fn conditional(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
fn memoized_original_list(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
