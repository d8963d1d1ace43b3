//! `/contacts`

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entra_perms_runtime::requires;
use serde::Serialize;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::roles::Contacts;
use crate::store::{Contact, Crm, New, Record};

/// `GET /contacts`: those within the caller's reach.
#[requires(Contacts::Read::ANY)]
pub(super) async fn list(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
) -> Result<Json<Vec<Record<Contact>>>, ApiError> {
    Ok(Json(crm.contacts(&caller)?))
}

/// `POST /contacts`: for the caller, or for an owner within the caller's reach; 403 for any other.
#[requires(Contacts::Write::ANY)]
pub(super) async fn add(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<New<Contact>>,
) -> Result<(StatusCode, Json<Record<Contact>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_contact(&caller, new)?)))
}

/// `PUT /contacts/{id}`: one within the caller's reach; 404 for any other.
#[requires(Contacts::Write::ANY)]
pub(super) async fn replace(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Path(id): Path<u32>,
    Json(contact): Json<Contact>,
) -> Result<Json<Record<Contact>>, ApiError> {
    crm.replace_contact(&caller, id, contact)?.map(Json).ok_or(ApiError::NotFound)
}

/// `POST /contacts/import`: for background services, which may write everywhere.
#[requires(Contacts::Write::All, by = app)]
pub(super) async fn import(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<Vec<New<Contact>>>,
) -> Result<Json<Imported>, ApiError> {
    Ok(Json(Imported { imported: crm.import_contacts(&caller, new)? }))
}

#[derive(Debug, Serialize)]
pub(super) struct Imported {
    imported: usize,
}
