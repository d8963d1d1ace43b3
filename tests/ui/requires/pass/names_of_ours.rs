//! A role may have the name of a variable of the guard. Hygiene does not hide constants from
//! patterns.

mod permissions {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/names_of_ours.json" }
}

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

#[requires(any(denied, clauses))]
fn by_parameter(_: &permissions::Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(caller, caller = of)]
fn given(of: &permissions::Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(extensions)]
async fn handler() {}

fn main() {
    let _ = (by_parameter, given, handler);
}
