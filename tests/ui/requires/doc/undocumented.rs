//! The section about the requirement does not count as documentation.

#![deny(missing_docs)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Orders::Read::All)]
pub async fn list() {}

fn main() {}
