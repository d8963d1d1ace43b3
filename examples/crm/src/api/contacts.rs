//! The handlers of `/contacts`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use entra_perms_runtime::requires;
use serde::Serialize;

use super::error::ApiError;
use super::pages::{PageBody, PageRequest};
use super::versions::{ExpectedVersion, VersionedRecord};
use crate::permissions::Caller;
use crate::permissions::Client::Import;
use crate::permissions::roles::Contacts;
use crate::store::{Contact, Crm, NewRecord};

/// Lists the contacts that the caller may read.
#[requires(Contacts::Read::ANY)]
pub(super) async fn list(
    State(crm): State<Crm>,
    caller: Caller,
    request: PageRequest,
) -> Result<Json<PageBody<Contact>>, ApiError> {
    let page = crm.contacts(&caller, request.from, request.size).await?;
    Ok(Json(PageBody::new("/contacts", request, page)))
}

/// Returns a contact.
#[requires(Contacts::Read::ANY)]
pub(super) async fn show(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<VersionedRecord<Contact>, ApiError> {
    Ok(VersionedRecord(crm.contact(&caller, id).await?))
}

/// Adds a contact. Denied if the caller may not write its owner's contacts.
#[requires(Contacts::Write::ANY)]
pub(super) async fn add(
    State(crm): State<Crm>,
    caller: Caller,
    Json(new): Json<NewRecord<Contact>>,
) -> Result<(StatusCode, VersionedRecord<Contact>), ApiError> {
    Ok((StatusCode::CREATED, VersionedRecord(crm.add_contact(&caller, new).await?)))
}

/// Replaces a contact.
#[requires(Contacts::Write::ANY)]
pub(super) async fn replace(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
    expected: ExpectedVersion,
    Json(contact): Json<Contact>,
) -> Result<VersionedRecord<Contact>, ApiError> {
    let expects = |version| expected.accepts(version);
    Ok(VersionedRecord(crm.replace_contact(&caller, id, expects, contact).await?))
}

/// Adds contacts of any owner. Adds all of them or none. Only the import service may do this, as
/// itself. Other services may hold the role, too, but not use it here.
#[requires(Contacts::Write::All, by = app, client = Import)]
pub(super) async fn import(
    State(crm): State<Crm>,
    caller: Caller,
    Json(new): Json<Vec<NewRecord<Contact>>>,
) -> Result<Json<Imported>, ApiError> {
    Ok(Json(Imported { imported: crm.import_contacts(&caller, new).await? }))
}

/// The result of an import.
#[derive(Debug, Serialize)]
pub(super) struct Imported {
    /// The number of contacts.
    imported: usize,
}
