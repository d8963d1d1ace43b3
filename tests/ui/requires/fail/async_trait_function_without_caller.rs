#[path = "../permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::roles::*;

#[async_trait]
trait Service {
    async fn whose_caller_of_none() -> Result<(), Denied>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All)]
    async fn whose_caller_of_none() -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {}
