#[path = "../../ui/requires/clients.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::{Client, roles::*};

#[requires(Contacts::Write::All, client = Client::Imports)]
async fn import() {}

fn main() {}
