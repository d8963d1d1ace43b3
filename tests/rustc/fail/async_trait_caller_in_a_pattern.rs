#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn pattern(&self, session: (u32, Caller)) -> Result<(), Denied>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All, caller = caller)]
    async fn pattern(&self, (_, caller): (u32, Caller)) -> Result<(), Denied> {
        drop(caller);
        Ok(())
    }
}

fn main() {}
