#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::count;
use permissions::{Caller, roles::*};

struct Shop;

impl Shop {
    #[requires(Orders::Read::All)]
    #[count(RUNS)]
    fn list(&self, caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All)]
    #[inline]
    #[cfg_attr(all(), must_use, entra_perms_test_attributes::count(RUNS))]
    async fn conditional(self: std::sync::Arc<Self>, caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

#[async_trait]
trait Service {
    async fn method(&self, caller: &Caller) -> Result<(), Denied>;
    async fn function(caller: &Caller) -> Result<(), Denied>;
}

#[async_trait]
impl Service for Shop {
    #[requires(Orders::Read::All)]
    #[count(RUNS)]
    async fn method(&self, caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All)]
    #[count(RUNS)]
    async fn function(caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {}
