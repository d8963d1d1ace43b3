//! What is no function has nothing to run, and stays for the sake of what names it.

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
