//! `/proposals`

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use entra_perms_runtime::requires;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;
use crate::store::{Crm, New, Proposal, Record};

/// `GET /proposals`: those within the caller's reach.
#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub(super) async fn list(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
) -> Result<Json<Vec<Record<Proposal>>>, ApiError> {
    Ok(Json(crm.proposals(&caller)?))
}

/// `POST /proposals`: for the caller, or for an owner within the caller's reach; 403 for any other.
#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub(super) async fn add(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<New<Proposal>>,
) -> Result<(StatusCode, Json<Record<Proposal>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_proposal(&caller, new)?)))
}
