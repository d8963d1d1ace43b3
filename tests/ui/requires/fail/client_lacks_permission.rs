//! Warnings at clients whose registrations do not ask for what the guard requires.

#![deny(warnings)]
#![allow(dead_code)]

#[path = "../clients.rs"]
mod permissions;

use entra_perms_runtime::{Denied, Requirement, requirement, requires};
use permissions::Client::{Desktop, Import, Web};
use permissions::{Caller, Model, roles::*, scopes};

// Asks for the role itself, but must act for a user.
#[requires(Contacts::Write::All, by = user, client = Import)]
fn function(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

// One of the two asks for it.
#[requires(Contacts::Write::Team, client = any(Web, Import))]
async fn handler() {}

// Has no registration for one of the API's.
pub const READ: Requirement<Model> =
    requirement!(scope(scopes::Crm::Read::My), client = Desktop);

fn main() {}
