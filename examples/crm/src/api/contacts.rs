//! `/contacts`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entra_perms_runtime::requires;
use serde_json::{Value, json};

use super::ApiError;
use crate::crm::Crm;
use crate::permissions::Caller;
use crate::permissions::roles::Contacts;
use crate::records::{Contact, Record};

#[requires(Contacts::Read::ANY)]
pub async fn list(State(crm): State<Crm>, caller: Caller) -> Result<Json<Vec<Record<Contact>>>, ApiError> {
    Ok(Json(crm.contacts(&caller)?))
}

#[requires(Contacts::Write::ANY)]
pub async fn add(
    State(crm): State<Crm>,
    caller: Caller,
    Json(contact): Json<Contact>,
) -> Result<(StatusCode, Json<Record<Contact>>), ApiError> {
    Ok((StatusCode::CREATED, Json(crm.add_contact(&caller, contact)?)))
}

#[requires(Contacts::Write::ANY)]
pub async fn change(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<u32>,
    Json(contact): Json<Contact>,
) -> Result<Json<Record<Contact>>, ApiError> {
    crm.change_contact(&caller, id, contact)?.map(Json).ok_or(ApiError::NotFound)
}

/// Only for services that act as themselves: no user is there to own what comes in.
#[requires(Contacts::Write::All, by = app)]
pub async fn import(
    State(crm): State<Crm>,
    caller: Caller,
    Json(contacts): Json<Vec<Contact>>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(json!({ "imported": crm.import_contacts(&caller, contacts)? })))
}
