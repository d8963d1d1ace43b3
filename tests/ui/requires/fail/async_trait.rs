#[path = "../permissions.rs"]
mod permissions;

use std::pin::Pin;

use async_trait::async_trait;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[async_trait]
trait Service {
    async fn whose_caller(&self) -> Result<(), Denied>;
    async fn whose_caller_of_none() -> Result<(), Denied>;
    async fn returns_nothing(&self, caller: &Caller);
    async fn no_result(&self, caller: &Caller) -> u32;
    async fn no_denied(&self, caller: &Caller) -> Result<u32, std::num::ParseIntError>;
    async fn mistyped(&self, caller: &Caller) -> Result<(), Denied>;
    async fn no_caller(&self, request: String) -> Result<(), Denied>;
    async fn pattern(&self, session: (u32, Caller)) -> Result<(), Denied>;
}

#[async_trait]
impl Service for () {
    #[requires(Orders::Read::All)]
    async fn whose_caller(&self) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All)]
    async fn whose_caller_of_none() -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All)]
    async fn returns_nothing(&self, _caller: &Caller) {}

    #[requires(Orders::Read::All)]
    async fn no_result(&self, _caller: &Caller) -> u32 {
        7
    }

    #[requires(Orders::Read::All)]
    async fn no_denied(&self, _caller: &Caller) -> Result<u32, std::num::ParseIntError> {
        "7".parse()
    }

    #[requires(Orders::Raed::All)]
    async fn mistyped(&self, _caller: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Orders::Read::All, caller = request)]
    async fn no_caller(&self, request: String) -> Result<(), Denied> {
        drop(request);
        Ok(())
    }

    #[requires(Orders::Read::All, caller = caller)]
    async fn pattern(&self, (_, caller): (u32, Caller)) -> Result<(), Denied> {
        drop(caller);
        Ok(())
    }
}

/// What `#[async_trait]` makes, but for what another attribute put in front.
#[requires(Orders::Read::All)]
fn changed<'async_trait>(caller: &'async_trait Caller) -> Pin<Box<dyn Future<Output = Result<(), Denied>> + 'async_trait>> {
    drop(caller.clone());
    Box::pin(async move { Ok(()) })
}

fn main() {}
