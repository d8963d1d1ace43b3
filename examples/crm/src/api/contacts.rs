//! The handlers of `/contacts`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entra_perms_runtime::requires;
use serde::Serialize;

use super::error::ApiError;
use crate::permissions::Caller;
use crate::permissions::Client::Import;
use crate::permissions::roles::Contacts;
use crate::store::{Contact, Crm, NewRecord, Record};

/// `GET /contacts`: lists the contacts that the caller may read.
#[requires(Contacts::Read::ANY)]
pub(super) async fn list(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
) -> Result<Json<Vec<Record<Contact>>>, ApiError> {
    Ok(Json(crm.contacts(&caller)?))
}

/// `POST /contacts`: adds a contact. Returns 403 if the caller may not write its owner's contacts.
#[requires(Contacts::Write::ANY)]
pub(super) async fn add(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<NewRecord<Contact>>,
) -> Result<(StatusCode, Json<Record<Contact>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_contact(&caller, new)?)))
}

/// `PUT /contacts/{id}`: replaces a contact. Returns 404 if the caller may not write it.
#[requires(Contacts::Write::ANY)]
pub(super) async fn replace(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Path(id): Path<u32>,
    Json(contact): Json<Contact>,
) -> Result<Json<Record<Contact>>, ApiError> {
    crm.replace_contact(&caller, id, contact)?.map(Json).ok_or(ApiError::NotFound)
}

/// `POST /contacts/import`: adds contacts of any owner. Only the import service may do this, as
/// itself. Other services may hold the role, too, but not use it here.
#[requires(Contacts::Write::All, by = app, client = Import)]
pub(super) async fn import(
    State(crm): State<Arc<Crm>>,
    caller: Caller,
    Json(new): Json<Vec<NewRecord<Contact>>>,
) -> Result<Json<Imported>, ApiError> {
    Ok(Json(Imported { imported: crm.import_contacts(&caller, new)? }))
}

#[derive(Debug, Serialize)]
pub(super) struct Imported {
    imported: usize,
}
