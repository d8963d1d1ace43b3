//! The handlers of `/accounts`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use entra_perms_runtime::requires;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;
use crate::store::{Account, Crm, Record};

/// `GET /accounts`: lists the accounts that the caller may read.
#[requires(at_least(Accounts::Read::Team))]
pub(super) async fn list(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
) -> Result<Json<Vec<Record<Account>>>, ApiError> {
    Ok(Json(crm.accounts(&caller)?))
}

/// `PUT /accounts/{id}`: replaces an account. Returns 404 if the caller may not write it. AI agents
/// may not do this.
#[requires(at_least(Accounts::Write::Team), agents = never)]
pub(super) async fn replace(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Path(id): Path<u32>,
    Json(account): Json<Account>,
) -> Result<Json<Record<Account>>, ApiError> {
    crm.replace_account(&caller, id, account)?.map(Json).ok_or(ApiError::NotFound)
}
