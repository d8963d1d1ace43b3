#[path = "../permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn returns_nothing(&self, caller: &Caller);
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All)]
    async fn returns_nothing(&self, _caller: &Caller) {}
}

fn main() {}
