//! The permission model, the handlers, and the OpenAPI document that follows from them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::{Json, Router};
use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
use entra_perms_runtime::requires;
use serde::{Deserialize, Serialize};
use utoipa::openapi::OpenApi;
use utoipa::{OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::permissions::roles::Contacts;
use self::permissions::{Caller, Role, TokenValidator};

/// The CRM's permission model, read from its app registration at build time.
pub(crate) mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => [
                "Accounts.Read.*", "Accounts.Write.*",
                "Contacts.Read.*", "Contacts.Write.*",
            ],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        // Users and applications share the roles that end in `.All`.
        allow = [shared_roles],
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(info(title = "CRM", version = "1", description = "Contacts of the CRM."))]
struct Document;

#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct Contact {
    id: u32,
    name: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Rename {
    name: String,
}

/// Lists the contacts that the caller may read.
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
#[utoipa::path(
    get,
    path = "/contacts",
    responses((status = OK, description = "The readable contacts.", body = [Contact]))
)]
async fn list_contacts(caller: Caller) -> Json<Vec<Contact>> {
    let mut contacts = vec![Contact { id: 1, name: "Ada".to_owned() }];
    if caller.can(Role::ContactsReadAll) {
        contacts.push(Contact { id: 2, name: "Grace".to_owned() });
    }
    Json(contacts)
}

/// Renames a contact.
#[requires(Contacts::Write::Team)]
#[utoipa::path(
    put,
    path = "/contacts/{id}",
    responses((status = OK, description = "The renamed contact.", body = Contact))
)]
async fn rename_contact(Path(id): Path<u32>, Json(Rename { name }): Json<Rename>) -> Json<Contact> {
    Json(Contact { id, name })
}

/// Imports contacts from another system.
#[requires(Contacts::Write::All, by = app)]
#[utoipa::path(
    post,
    path = "/contacts",
    responses((status = NO_CONTENT, description = "The contacts were imported."))
)]
async fn import_contacts(Json(_contacts): Json<Vec<Contact>>) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Returns the kind of the caller. Every valid token is accepted.
#[utoipa::path(
    get,
    path = "/me",
    security(("entra" = [])),
    responses((status = OK, description = "`user` or `application`.", body = String))
)]
async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

/// Returns the API without its layer, and its OpenAPI document.
pub(crate) fn routes(validator: &TokenValidator) -> Result<(Router, OpenApi), UnclearOperations> {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(list_contacts, import_contacts))
        .routes(routes!(rename_contact))
        .routes(routes!(me))
        .split_for_parts();
    EntraSecurity::new(validator).apply(&mut document)?;
    Ok((router, document))
}

#[cfg(test)]
mod tests {
    use entra_perms_runtime::{audit, openapi};
    use serde_json::{Value, json};

    use super::*;

    async fn router_and_document() -> (Router, OpenApi) {
        routes(&crate::offline_validator().await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn each_operation_documents_its_scopes() {
        let (_, document) = router_and_document().await;
        let document = serde_json::to_value(document).unwrap();
        let scopes = |path: &str, method: &str| {
            let alternatives = document["paths"][path][method]["security"].as_array().unwrap();
            alternatives
                .iter()
                .map(|alternative| alternative["entra"].clone())
                .collect::<Value>()
        };
        let scope = |value: &str| json!([format!("api://crm-dev.contoso.example/{value}")]);
        assert_eq!(
            scopes("/contacts", "get"),
            json!([scope("Crm.Read.Team"), scope("Crm.Read.All"), scope(".default")])
        );
        assert_eq!(scopes("/contacts/{id}", "put"), json!([scope("Crm.ReadWrite.Team")]));
        assert_eq!(scopes("/contacts", "post"), json!([scope(".default")]));
        assert_eq!(scopes("/me", "get"), json!([[]]));
    }

    #[tokio::test]
    async fn each_documented_operation_requires_a_caller() {
        let (mut router, document) = router_and_document().await;
        let probed = audit::probe(&mut router, openapi::routes(&document)).await.unwrap();
        assert_eq!(probed.len(), 4);
        assert!(probed.iter().all(|route| route.outcome.asks_for_caller()), "{probed:?}");
    }

    #[test]
    fn no_guard_is_lost() {
        audit::Sources::new("src/main.rs").check().unwrap();
    }
}
