//! Items without a body to guard. They stay in the code, so that their names do not fail, too.

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::Caller;

#[requires(Orders::Read::All)]
pub struct Orders2;

#[requires(Orders::Read::All)]
impl Orders2 {
    pub fn list(_: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

#[requires(Orders::Read::All)]
pub mod orders {}

pub trait Repository {
    #[requires(Orders::Read::All)]
    fn list(&self, caller: &Caller) -> Result<(), Denied>;
}

fn main() {}
