mod permissions {
    entra_perms_runtime::permissions! { manifest = "tests/manifests/shops.json" }
}

use entra_perms_runtime::{Denied, requirement, requires};
use permissions::{Caller, roles::*, scopes};

#[requires(Products::Read)]
async fn handler(text: String) -> String {
    text
}

#[requires(any(Products::Read, Products::Write))]
fn function(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(scopes::Shop::Read))]
async fn by_scope() {}

#[requires(at_least(Products::Read::Team), by = user)]
async fn by_reach() {}

#[requires(Products::Write, by = person, agents = only)]
async fn by_person() {}

#[requires(Admin)]
async fn one_segment() {}

#[requires(admin)]
async fn lower_case() {}

#[requires(permissions::roles::Products::Read)]
async fn full_path() {}

#[requires(all(Products::Read, permissions::roles::Admin, scope(scopes::Shop)))]
async fn three() {}

fn value(caller: &Caller) -> bool {
    caller.can(Admin)
}

fn requirement(caller: &Caller) -> bool {
    caller.can(requirement!(Products::Write))
}

fn main() {}
