#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

pub struct Session {
    pub user: String,
}

#[requires(Orders::Read::All, caller = session)]
fn of_a_session(session: &Session) -> Result<usize, Denied> {
    Ok(session.user.len())
}

#[requires(Orders::Read::All, caller = session.caller)]
fn of_no_field(session: &Session) -> Result<usize, Denied> {
    Ok(session.user.len())
}

#[requires(Orders::Read::All, caller = calller)]
fn of_a_misspelt_name(caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

fn main() {}
