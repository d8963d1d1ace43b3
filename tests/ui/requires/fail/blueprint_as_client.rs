#[path = "../clients.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Client, roles::*};

#[requires(Contacts::Read::Team, client = Client::Assistant)]
fn guarded(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
