#[path = "../clients.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Contacts::Write::All, client = "Import")]
async fn import() {}

fn main() {}
