#[path = "../../ui/requires/permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::requires;
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn no_denied(&self, caller: &Caller) -> Result<u32, std::num::ParseIntError>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All)]
    async fn no_denied(&self, _caller: &Caller) -> Result<u32, std::num::ParseIntError> {
        "7".parse()
    }
}

fn main() {}
