//! Handlers of axum: the guard goes in front, and nothing else changes.

#![deny(warnings, missing_docs, unused, unreachable_pub, non_camel_case_types)]

#[path = "../permissions.rs"]
mod permissions;

use axum::extract::{Path, Request, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router, debug_handler};
use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

/// The state that the handlers share.
#[derive(Clone, Debug)]
pub struct Shop;

#[requires(Orders::Read::All)]
async fn no_parameters() {}

#[requires(at_least(Orders::Read::Team))]
async fn list(State(Shop): State<Shop>) -> &'static str {
    "orders"
}

/// Documented.
#[requires(Orders::Write::All)]
pub async fn update(
    State(shop): State<Shop>,
    Path(id): Path<u32>,
    caller: Caller,
    Json(new): Json<Vec<u32>>,
) -> Result<Json<Vec<u32>>, Denied> {
    let _ = (shop, id, caller.effective());
    Ok(Json(new))
}

#[requires(Orders::Write::All)]
#[debug_handler(state = Shop)]
async fn checked(Path(id): Path<u32>, _: Json<u32>) -> Json<u32> {
    Json(id)
}

#[requires(Orders::Write::All, by = app)]
fn future(request: Request) -> impl Future<Output = String> {
    async move { request.uri().to_string() }
}

#[requires(Orders::Write::All)]
async fn generic<T: Clone + Send + Sync + 'static>(State(_): State<T>) -> impl IntoResponse
where
    T: std::fmt::Debug,
{
    "generic"
}

#[requires(Orders::Read::All)]
async fn r#match() -> &'static str {
    "a raw identifier"
}

mod nested {
    use entra_perms_runtime::requires;

    use crate::permissions::roles::Jobs;

    #[requires(Jobs::Run)]
    pub(super) async fn list() {}

    #[requires(Jobs::Run)]
    pub(in crate::nested) async fn private() {}

    pub(crate) fn router() -> axum::Router<super::Shop> {
        #[requires(Jobs::Run)]
        async fn in_a_function() {}

        axum::Router::new()
            .route("/private", axum::routing::get(private))
            .route("/in_a_function", axum::routing::get(in_a_function))
    }
}

fn main() {
    let router: Router<Shop> = Router::new()
        .route("/", get(no_parameters))
        .route("/list", get(list).post(nested::list))
        .route("/update/{id}", post(update))
        .route("/checked/{id}", post(checked))
        .route("/future", get(future))
        .route("/generic", get(generic::<Shop>))
        .route("/match", get(r#match))
        .merge(nested::router());
    let _: Router = router.with_state(Shop);
}
