//! The handlers of `/accounts`.

use axum::Json;
use axum::extract::{Path, State};
use entra_perms_runtime::requires;

use super::error::ApiError;
use super::pages::{PageBody, PageRequest};
use super::versions::{ExpectedVersion, VersionedRecord};
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;
use crate::store::{Account, Crm, Record};

/// Lists the accounts that the caller may read.
#[requires(Accounts::Read::ANY)]
#[utoipa::path(
    get,
    path = "/accounts",
    operation_id = "list_accounts",
    tag = "accounts",
    params(PageRequest),
    responses((status = OK, description = "A page of the accounts.", body = PageBody<Account>))
)]
pub(super) async fn list(
    State(crm): State<Crm>,
    caller: Caller,
    request: PageRequest,
) -> Result<Json<PageBody<Account>>, ApiError> {
    let page = crm.accounts(&caller, request.from, request.size).await?;
    Ok(Json(page.into()))
}

/// Returns an account.
#[requires(Accounts::Read::ANY)]
#[utoipa::path(
    get,
    path = "/accounts/{id}",
    operation_id = "get_account",
    tag = "accounts",
    params(("id" = i64, Path, description = "The id of the record.")),
    responses((
        status = OK,
        description = "The account.",
        body = Record<Account>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn show(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<VersionedRecord<Account>, ApiError> {
    Ok(VersionedRecord(crm.account(&caller, id).await?))
}

/// Replaces an account.
#[requires(Accounts::Write::ANY, agents = never)]
#[utoipa::path(
    put,
    path = "/accounts/{id}",
    operation_id = "replace_account",
    tag = "accounts",
    params(("id" = i64, Path, description = "The id of the record."), ExpectedVersion),
    responses((
        status = OK,
        description = "The replaced account.",
        body = Record<Account>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn replace(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
    expected: ExpectedVersion,
    Json(account): Json<Account>,
) -> Result<VersionedRecord<Account>, ApiError> {
    let accepts = |version| expected.accepts(version);
    Ok(VersionedRecord(crm.replace_account(&caller, id, accepts, account).await?))
}
