//! The handlers of `/proposals`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entra_perms_runtime::requires;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;
use crate::store::{Crm, NewRecord, Proposal, Record, Terms};

/// `GET /proposals`: lists the proposals that the caller may read.
#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub(super) async fn list(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
) -> Result<Json<Vec<Record<Proposal>>>, ApiError> {
    Ok(Json(crm.proposals(&caller)?))
}

/// `POST /proposals`: adds a proposal. Returns 403 if the caller may not write its owner's
/// proposals.
#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub(super) async fn add(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<NewRecord<Terms>>,
) -> Result<(StatusCode, Json<Record<Proposal>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_proposal(&caller, new)?)))
}

/// `POST /proposals/{id}/approval`: approves a proposal. Returns 404 if the caller may not write
/// it.
///
/// `by = person` permits a user, also if an AI agent acts for the user. It denies services, and
/// agents that have a user account of their own.
#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All), by = person)]
pub(super) async fn approve(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Path(id): Path<u32>,
) -> Result<Json<Record<Proposal>>, ApiError> {
    crm.approve_proposal(&caller, id)?.map(Json).ok_or(ApiError::NotFound)
}
