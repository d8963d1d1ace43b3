//! Mistakes with values that are modules.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/lower_case_values.json",
        scopes = { "access_as_user" => ["*"] },
    }
}

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*, scopes};

#[requires(admni)]
fn mistyped(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(files::raed)]
fn mistyped_segment(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(files)]
fn only_a_prefix(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scopes::access_as_user)]
fn scope_without_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[deny(deprecated)]
#[requires(any(admin, legacy))]
fn disabled(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn as_a_value(caller: &Caller) -> bool {
    caller.can(admin)
}

fn main() {}
