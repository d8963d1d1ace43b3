#[path = "../../ui/requires/clients.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;

#[requires(Contacts::Write::All, client = Contacts::Write::Team)]
async fn import() {}

fn main() {}
