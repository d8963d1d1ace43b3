#![deny(warnings)]
#![allow(dead_code)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Requirement, requirement};
use permissions::{Model, roles::*};

pub const ANY: Requirement<Model> = requirement!(Orders::Read::ANY, context = 1);

fn main() {}
