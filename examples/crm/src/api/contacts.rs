//! The handlers of `/contacts`.

use axum::Json;
use axum::extract::{Path, State};
use entra_perms_runtime::requires;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ApiError;
use super::pages::{PageBody, PageRequest};
use super::versions::{AddedRecord, ExpectedVersion, VersionedRecord};
use crate::permissions::Caller;
use crate::permissions::Client::Import;
use crate::permissions::roles::Contacts;
use crate::store::{Contact, Crm, NewRecord, Record};

/// Lists the contacts that the caller may read.
#[requires(Contacts::Read::ANY)]
#[utoipa::path(
    get,
    path = "/contacts",
    operation_id = "list_contacts",
    tag = "contacts",
    params(PageRequest),
    responses((status = OK, description = "A page of the contacts.", body = PageBody<Contact>))
)]
pub(super) async fn list(
    State(crm): State<Crm>,
    caller: Caller,
    request: PageRequest,
) -> Result<Json<PageBody<Contact>>, ApiError> {
    let page = crm.contacts(&caller, request.from, request.size).await?;
    Ok(Json(page.into()))
}

/// Returns a contact.
#[requires(Contacts::Read::ANY)]
#[utoipa::path(
    get,
    path = "/contacts/{id}",
    operation_id = "get_contact",
    tag = "contacts",
    params(("id" = i64, Path, description = "The id of the record.")),
    responses((
        status = OK,
        description = "The contact.",
        body = Record<Contact>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn show(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<VersionedRecord<Contact>, ApiError> {
    Ok(VersionedRecord(crm.contact(&caller, id).await?))
}

/// Adds a contact.
///
/// Denied if the caller may not write the contacts of its owner.
#[requires(Contacts::Write::ANY)]
#[utoipa::path(
    post,
    path = "/contacts",
    operation_id = "add_contact",
    tag = "contacts",
    responses((
        status = CREATED,
        description = "The added contact.",
        body = Record<Contact>,
        headers(("ETag" = String), ("Location" = String))
    ))
)]
pub(super) async fn add(
    State(crm): State<Crm>,
    caller: Caller,
    Json(new): Json<NewRecord<Contact>>,
) -> Result<AddedRecord<Contact>, ApiError> {
    let record = crm.add_contact(&caller, new).await?;
    Ok(AddedRecord { list: "contacts", record })
}

/// Replaces a contact.
#[requires(Contacts::Write::ANY)]
#[utoipa::path(
    put,
    path = "/contacts/{id}",
    operation_id = "replace_contact",
    tag = "contacts",
    params(("id" = i64, Path, description = "The id of the record."), ExpectedVersion),
    responses((
        status = OK,
        description = "The replaced contact.",
        body = Record<Contact>,
        headers(("ETag" = String))
    ))
)]
pub(super) async fn replace(
    State(crm): State<Crm>,
    caller: Caller,
    Path(id): Path<i64>,
    expected: ExpectedVersion,
    Json(contact): Json<Contact>,
) -> Result<VersionedRecord<Contact>, ApiError> {
    let accepts = |version| expected.accepts(version);
    Ok(VersionedRecord(crm.replace_contact(&caller, id, accepts, contact).await?))
}

/// Adds contacts of any owner.
///
/// Adds all of them or none.
// Other services may hold the role, too, but not use it here.
#[requires(Contacts::Write::All, by = app, client = Import)]
#[utoipa::path(
    post,
    path = "/contacts/import",
    operation_id = "import_contacts",
    tag = "contacts",
    responses((status = OK, description = "The number of added contacts.", body = Imported))
)]
pub(super) async fn import(
    State(crm): State<Crm>,
    caller: Caller,
    Json(NewContacts(new)): Json<NewContacts>,
) -> Result<Json<Imported>, ApiError> {
    Ok(Json(Imported { imported: crm.import_contacts(&caller, new).await? }))
}

/// The contacts of an import.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewContacts(Vec<NewRecord<Contact>>);

/// The result of an import.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Imported {
    /// The number of contacts.
    imported: usize,
}
