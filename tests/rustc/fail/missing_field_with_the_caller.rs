#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

pub struct Session {
    pub user: String,
}

#[requires(Orders::Read::All, caller = session.caller)]
fn of_no_field(session: &Session) -> Result<usize, Denied> {
    Ok(session.user.len())
}

fn main() {}
