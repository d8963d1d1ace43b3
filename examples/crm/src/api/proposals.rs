//! `/proposals`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use entra_perms_runtime::requires;

use super::ApiError;
use crate::crm::Crm;
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;
use crate::records::{Proposal, Record};

#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub async fn list(State(crm): State<Crm>, caller: Caller) -> Result<Json<Vec<Record<Proposal>>>, ApiError> {
    Ok(Json(crm.proposals(&caller)?))
}

#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
pub async fn add(
    State(crm): State<Crm>,
    caller: Caller,
    Json(proposal): Json<Proposal>,
) -> Result<(StatusCode, Json<Record<Proposal>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_proposal(&caller, proposal)?)))
}
