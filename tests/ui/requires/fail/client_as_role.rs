#[path = "../clients.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Client, roles::*};

#[requires(any(Contacts::Write::All, Client::Web), by = app)]
async fn import() {}

fn main() {}
