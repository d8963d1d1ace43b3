//! An attribute cannot see the `impl` around it, so it is rustc that says this.

#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};

pub struct Shop;

impl Shop {
    #[requires(permissions::roles::Orders::Read::All)]
    pub async fn list() -> Result<String, Denied> {
        Ok(String::new())
    }
}

fn main() {}
