#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Requirement, requirement};
use permissions::{Model, roles::*};

const APPROVE: Requirement<Model> = requirement!(Orders::Read::All, by = person);

fn main() {}
