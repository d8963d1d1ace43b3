#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

#[async_trait]
trait Service {
    async fn no_caller(&self, request: String) -> Result<(), Denied>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All, caller = request)]
    async fn no_caller(&self, request: String) -> Result<(), Denied> {
        drop(request);
        Ok(())
    }
}

fn main() {}
