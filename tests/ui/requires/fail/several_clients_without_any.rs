#[path = "../clients.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Client, roles::*};

#[requires(Contacts::Write::All, client = Client::Web, Client::Import)]
async fn import() {}

fn main() {}
