#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn mistyped(&self, caller: &Caller) -> Result<(), Denied>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Raed::All)]
    async fn mistyped(&self, _caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {}
