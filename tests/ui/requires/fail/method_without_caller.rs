#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

pub struct Shop;

impl Shop {
    #[requires(Orders::Read::All)]
    async fn list(&self) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {}
