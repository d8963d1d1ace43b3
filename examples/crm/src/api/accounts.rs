//! `/accounts`

use axum::Json;
use axum::extract::{Path, State};
use entra_perms_runtime::requires;

use super::ApiError;
use crate::crm::Crm;
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;
use crate::records::{Account, Record};

#[requires(Accounts::Read::ANY)]
pub async fn list(State(crm): State<Crm>, caller: Caller) -> Result<Json<Vec<Record<Account>>>, ApiError> {
    Ok(Json(crm.accounts(&caller)?))
}

#[requires(Accounts::Write::ANY)]
pub async fn change(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<u32>,
    Json(account): Json<Account>,
) -> Result<Json<Record<Account>>, ApiError> {
    crm.change_account(&caller, id, account)?.map(Json).ok_or(ApiError::NotFound)
}
