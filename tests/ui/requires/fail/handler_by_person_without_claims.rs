#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Orders::Read::All, by = person)]
async fn approve() {}

fn main() {}
