//! A guarded function must be able to say that the caller is denied.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
fn returns_a_list(_: &Caller) -> Vec<u32> {
    vec![]
}

#[requires(Orders::Read::All)]
async fn returns_an_option(_: &Caller) -> Option<u32> {
    None
}

fn main() {}
