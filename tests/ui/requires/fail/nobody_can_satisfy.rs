//! Nobody can satisfy these: a guard that shuts everybody out is a mistake.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::Team, by = app)]
fn users_only(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Jobs::Run, by = user)]
fn app_only(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Legacy::Import)]
fn disabled(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Legacy::Import, by = user)]
fn disabled_for_users(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Legacy::Import, by = app)]
fn disabled_for_applications(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

/// Only a disabled scope leads to it.
#[requires(Reports::Export)]
fn no_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Reports::Export, Jobs::Run), by = user)]
fn no_scope_by_user(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(all(Orders::Read::Team, Jobs::Run))]
fn both_kinds(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(permissions::scopes::Shop::Legacy))]
fn disabled_scope(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(permissions::scopes::Shop::Read::All), by = app)]
fn scope_by_app(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(all(scope(permissions::scopes::Shop::Read::All), Jobs::Run))]
fn scope_and_app_role(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Reports::Export, Legacy::Import))]
fn several(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

/// A handler is checked at build time too, called or not.
#[requires(Orders::Read::Team, by = app)]
async fn handler() -> Result<(), Denied> {
    Ok(())
}

/// So is a generic function of which there is no instance.
#[requires(Reports::Export)]
fn generic<T>(_: &Caller, _: T) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
