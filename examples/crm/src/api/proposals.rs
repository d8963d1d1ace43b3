//! The handlers of `/proposals`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use entra_perms_runtime::requires;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;
use crate::store::{Crm, NewRecord, Proposal, Record};

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
    Json(new): Json<NewRecord<Proposal>>,
) -> Result<(StatusCode, Json<Record<Proposal>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_proposal(&caller, new)?)))
}
