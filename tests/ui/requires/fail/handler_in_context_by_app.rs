#[path = "../challenges.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Orders::Read::All, by = app, context = 12)]
async fn handler() {}

fn main() {}
