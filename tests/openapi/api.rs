//! An API on axum with one operation of each sort.

use axum::extract::{Path, Query, State};
use axum::{Json, Router};
use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, Tenants, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, TokenValidator, scopes};
use serde::{Deserialize, Serialize};
use utoipa::openapi::OpenApi;
use utoipa::{IntoParams, OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "CRM",
    version = "1",
    description = "For tests.",
    license(name = "MIT", identifier = "MIT")
))]
struct Document;

#[derive(Deserialize, Serialize, ToSchema)]
struct Contact {
    id: u32,
    name: String,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    number: u32,
}

/// Has alternatives for users, and one role for applications.
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
#[utoipa::path(
    get,
    path = "/",
    params(Page),
    responses((status = OK, description = "Contacts.", body = [Contact])),
)]
async fn list(State(()): State<()>, Query(page): Query<Page>) -> Json<Vec<Contact>> {
    Json(vec![Contact { id: page.number, name: "Ada".to_owned() }])
}

/// Needs two scopes at once, and has an extension.
#[requires(all(Contacts::Write::My, Proposals::ReadWrite::Team))]
#[utoipa::path(
    put,
    path = "/{id}",
    extensions(("x-owner" = json!({ "team": "sales" }))),
    responses((status = OK, description = "The contact.", body = Contact)),
)]
async fn rename(Path(id): Path<u32>, Json(contact): Json<Contact>) -> Json<Contact> {
    Json(Contact { id, ..contact })
}

/// Is for applications only.
#[requires(Contacts::Write::All, by = app)]
#[utoipa::path(post, path = "/", responses((status = NO_CONTENT, description = "They are here.")))]
async fn import(Json(contacts): Json<Vec<Contact>>) {
    drop(contacts);
}

/// Is for users only, and requires a scope.
#[requires(scope(scopes::Crm::Read::My), by = user)]
#[utoipa::path(
    get,
    path = "/mine",
    responses((status = OK, description = "A name.", body = String)),
)]
async fn mine() -> &'static str {
    "Ada"
}

/// Has a parameter for its caller. A `cfg_attr` documents it.
#[requires(Accounts::Read::Team, caller = caller)]
#[cfg_attr(
    all(),
    utoipa::path(
        get,
        path = "/accounts",
        responses((status = OK, description = "A number.", body = u32)),
    )
)]
async fn accounts(caller: Caller) -> Result<Json<u32>, Denied> {
    Ok(Json(u32::from(caller.held().is_empty())))
}

/// Accepts any valid token.
#[utoipa::path(
    get,
    path = "/me",
    security(("entra" = [])),
    responses((status = OK, description = "A kind.", body = String)),
)]
async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

/// Is open to everybody.
#[utoipa::path(
    get,
    path = "/health",
    security(()),
    responses((status = OK, description = "It works.")),
)]
async fn health() {}

mod team {
    use super::*;

    /// Has the name of another handler.
    #[requires(Accounts::Write::Team)]
    #[utoipa::path(
        get,
        path = "/",
        operation_id = "list_team",
        responses((status = OK, description = "None.")),
    )]
    pub(super) async fn list() {}
}

pub(crate) async fn validator() -> TokenValidator {
    let keys = DevIssuer::new(TENANT).unwrap().jwks();
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(keys)
        .build()
        .await
        .unwrap()
}

/// Returns the router without its layer, and the document without the requirements of the guards.
pub(crate) fn plain() -> (Router, OpenApi) {
    let contacts = OpenApiRouter::new()
        .routes(routes!(list, import))
        .routes(routes!(rename))
        .routes(routes!(mine));
    OpenApiRouter::with_openapi(Document::openapi())
        .nest("/contacts", contacts)
        .nest("/team", OpenApiRouter::new().routes(routes!(team::list)))
        .routes(routes!(accounts))
        .routes(routes!(me))
        .routes(routes!(health))
        .split_for_parts()
}

pub(crate) async fn secured() -> Result<(Router, OpenApi), UnclearOperations> {
    let (router, mut document) = plain();
    EntraSecurity::<Model>::new(&validator().await).apply(&mut document)?;
    Ok((router, document))
}
