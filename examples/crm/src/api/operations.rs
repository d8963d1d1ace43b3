//! The handler of `/me/operations`, from which a user interface learns what to show.

use std::sync::LazyLock;

use axum::Json;
use entra_perms_runtime::audit::{Inventory, Operation};
use serde::Serialize;
use utoipa::ToSchema;

use crate::permissions::{Caller, Model};

/// The guarded handlers. They do not change, so they are collected once.
///
/// The functions of the store are guarded, too. Clients do not call them, so they are left out.
static HANDLERS: LazyLock<Inventory<Model>> = LazyLock::new(|| {
    let functions = Inventory::collect().into_iter();
    functions
        .filter(|guarded| guarded.function().module_path.starts_with("example_crm::api::"))
        .collect()
});

/// Returns each guarded handler, and whether the caller may call it, and why not.
// Like `/me`, it has no `#[requires]`: every verified caller may ask about itself.
#[utoipa::path(
    get,
    path = "/me/operations",
    operation_id = "list_my_operations",
    tag = "me",
    security(("entra" = [])),
    responses((status = OK, description = "The operations.", body = Operations))
)]
pub(super) async fn show(caller: Caller) -> Json<Operations> {
    Json(Operations { operations: HANDLERS.allowed(&caller) })
}

/// The operations of a caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Operations {
    /// One entry for each guarded handler: the function, whether the caller may call it, the
    /// reasons if not, and the scopes that would be sufficient.
    #[schema(value_type = Vec<Object>)]
    operations: Vec<Operation>,
}
