#[path = "../permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn no_result(&self, caller: &Caller) -> u32;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All)]
    async fn no_result(&self, _caller: &Caller) -> u32 {
        7
    }
}

fn main() {}
