//! Other attributes that change functions, above and below, with `#[async_trait]` and without.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use async_trait::async_trait;
use axum::http::Request;
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};
use tracing::instrument;

#[instrument(skip_all)]
#[requires(Orders::Read::All, caller = request)]
async fn instrument_above(request: Request<String>) -> Result<String, Denied> {
    Ok(request.into_body())
}

#[requires(Orders::Read::All)]
#[instrument(skip_all, err)]
async fn instrument_below(caller: &Caller) -> Result<String, Denied> {
    Ok(format!("{:?}", caller.effective()))
}

#[async_trait]
trait Service {
    async fn instrument_above(&self, request: Request<String>) -> Result<String, Denied>;
    async fn instrument_below(&self, request: Request<String>) -> Result<String, Denied>;
    async fn request_is_for_the_guard_alone(&self, request: Request<String>) -> Result<(), Denied>;
    async fn cfg_above(&self, request: Request<String>) -> Result<String, Denied>;
    async fn cfg_below(&self, caller: &Caller) -> Result<String, Denied>;
    async fn cfg_parameter(&self, caller: &Caller) -> Result<(), Denied>;
}

struct Shop;

#[async_trait]
impl Service for Shop {
    #[instrument(skip_all, fields(length = request.body().len()), err)]
    #[requires(Orders::Read::All, caller = request)]
    async fn instrument_above(&self, request: Request<String>) -> Result<String, Denied> {
        std::future::ready(()).await;
        Ok(request.into_body())
    }

    #[requires(Orders::Read::All, caller = request)]
    #[instrument(skip_all, ret)]
    async fn instrument_below(&self, request: Request<String>) -> Result<String, Denied> {
        std::future::ready(()).await;
        Ok(request.into_body())
    }

    #[instrument(skip_all)]
    #[requires(Orders::Read::All, caller = request)]
    async fn request_is_for_the_guard_alone(&self, request: Request<String>) -> Result<(), Denied> {
        Ok(())
    }

    #[cfg(not(any()))]
    #[requires(Orders::Read::All, caller = request)]
    async fn cfg_above(&self, request: Request<String>) -> Result<String, Denied> {
        Ok(request.into_body())
    }

    #[cfg(any())]
    #[requires(Orders::Read::All, caller = request)]
    async fn cfg_above(&self, request: Request<String>) -> Result<u32, Denied> {
        Ok(request.into_body())
    }

    #[requires(Orders::Read::All)]
    #[cfg(not(any()))]
    #[instrument(skip_all)]
    /// Documented.
    async fn cfg_below(&self, caller: &Caller) -> Result<String, Denied> {
        Ok(format!("{:?}", caller.effective()))
    }

    #[requires(Orders::Read::All)]
    #[cfg(any())]
    async fn cfg_below(&self) -> Result<u32, Denied> {
        never()
    }

    #[cfg_attr(all(), requires(Orders::Read::All))]
    async fn cfg_parameter(&self, _: &Caller, #[cfg(any())] never: u32) -> Result<(), Denied> {
        Ok(())
    }
}

fn main() {
    let _ = (instrument_above, instrument_below, Shop::request_is_for_the_guard_alone);
    let _ = (
        Shop::instrument_above,
        Shop::instrument_below,
        Shop::cfg_above,
        Shop::cfg_below,
        Shop::cfg_parameter,
    );
}
