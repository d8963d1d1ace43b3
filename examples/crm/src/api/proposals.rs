//! The handlers of `/proposals`.

use axum::Json;
use axum::extract::{Path, State};
use entra_perms_runtime::requires;

use super::error::ApiError;
use super::pages::{PageBody, PageRequest};
use super::versions::{AddedRecord, OptionalExpectedVersion, VersionedRecord};
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;
use crate::store::{Crm, NewRecord, Proposal, Record, Terms};

/// Lists the proposals that the caller may read.
#[requires(Proposals::ReadWrite::ANY)]
#[utoipa::path(
    get,
    path = "/proposals",
    operation_id = "list_proposals",
    tag = "proposals",
    params(PageRequest),
    responses((status = OK, description = "A page of the proposals.", body = PageBody<Proposal>))
)]
pub(super) async fn list(
    State(crm): State<Crm>,
    caller: Caller,
    request: PageRequest,
) -> Result<Json<PageBody<Proposal>>, ApiError> {
    let page = crm.proposals(&caller, request.from, request.size).await?;
    Ok(Json(page.into()))
}

/// Returns a proposal.
#[requires(Proposals::ReadWrite::ANY)]
#[utoipa::path(
    get,
    path = "/proposals/{id}",
    operation_id = "get_proposal",
    tag = "proposals",
    params(("id" = i64, Path, description = "The id of the record.")),
    responses((
        status = OK,
        description = "The proposal.",
        body = Record<Proposal>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn show(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<VersionedRecord<Proposal>, ApiError> {
    Ok(VersionedRecord(crm.proposal(&caller, id).await?))
}

/// Adds a proposal.
///
/// Denied if the caller may not write the proposals of its owner.
#[requires(Proposals::ReadWrite::ANY)]
#[utoipa::path(
    post,
    path = "/proposals",
    operation_id = "add_proposal",
    tag = "proposals",
    responses((
        status = CREATED,
        description = "The added proposal.",
        body = Record<Proposal>,
        headers(("ETag" = String), ("Location" = String))
    ))
)]
pub(super) async fn add(
    State(crm): State<Crm>,
    caller: Caller,
    Json(new): Json<NewRecord<Terms>>,
) -> Result<AddedRecord<Proposal>, ApiError> {
    let record = crm.add_proposal(&caller, new).await?;
    Ok(AddedRecord { list: "proposals", record })
}

/// Approves a proposal.
///
/// The first approval counts. A client that sends `If-Match` approves only the terms that its user
/// has seen.
// An approval does not replace what another client wrote, so `If-Match` is optional.
//
// `by = person` permits a user, also if an AI agent acts for the user. It denies services, and
// agents that have a user account of their own.
#[requires(Proposals::ReadWrite::ANY, by = person)]
#[utoipa::path(
    post,
    path = "/proposals/{id}/approval",
    operation_id = "approve_proposal",
    tag = "proposals",
    params(("id" = i64, Path, description = "The id of the record."), OptionalExpectedVersion),
    responses((
        status = OK,
        description = "The approved proposal.",
        body = Record<Proposal>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn approve(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
    expected: OptionalExpectedVersion,
) -> Result<VersionedRecord<Proposal>, ApiError> {
    let accepts = |version| expected.accepts(version);
    Ok(VersionedRecord(crm.approve_proposal(&caller, id, accepts).await?))
}
