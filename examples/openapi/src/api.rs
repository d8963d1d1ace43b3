//! The routes, and the document that follows from them.

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

/// The permission model, read from the app registration at build time.
pub(crate) mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "CRM",
    version = "1",
    description = "Contacts, for those who may see them."
))]
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

/// The contacts that the caller may see.
#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
#[utoipa::path(get, path = "/contacts", responses((status = OK, description = "Those contacts.", body = [Contact])))]
async fn list_contacts(caller: Caller) -> Json<Vec<Contact>> {
    let ada = Contact { id: 1, name: "Ada".to_owned() };
    let grace = Contact { id: 2, name: "Grace".to_owned() };
    Json(if caller.can(Role::ContactsReadAll) { vec![ada, grace] } else { vec![ada] })
}

/// Gives a contact another name.
#[requires(Contacts::Write::Team)]
#[utoipa::path(put, path = "/contacts/{id}", responses((status = OK, description = "The contact.", body = Contact)))]
async fn rename_contact(Path(id): Path<u32>, Json(Rename { name }): Json<Rename>) -> Json<Contact> {
    Json(Contact { id, name })
}

/// Takes contacts over from another system.
#[requires(Contacts::Write::All, by = app)]
#[utoipa::path(post, path = "/contacts", responses((status = NO_CONTENT, description = "They are here.")))]
async fn import_contacts(Json(contacts): Json<Vec<Contact>>) -> StatusCode {
    drop(contacts);
    StatusCode::NO_CONTENT
}

/// Who is calling: any good token will do.
#[utoipa::path(
    get,
    path = "/me",
    security(("entra" = [])),
    responses((status = OK, description = "Whether it is a user or an application.", body = String))
)]
async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

/// The API without its layer, and the document.
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

    async fn parts() -> (Router, OpenApi) {
        routes(&crate::some_validator().await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn the_document_says_what_each_operation_requires() {
        let document = serde_json::to_value(parts().await.1).unwrap();
        let scopes = |path: &str, method: &str| {
            let alternatives =
                document["paths"][path][method]["security"].as_array().unwrap().iter();
            alternatives.map(|alternative| alternative["entra"].clone()).collect::<Value>()
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
    async fn every_operation_of_the_document_asks_for_its_caller() {
        let (mut router, document) = parts().await;
        let probed = audit::probe(&mut router, openapi::routes(&document)).await.unwrap();
        assert_eq!(probed.len(), 4);
        assert!(probed.iter().all(|route| route.outcome.asks_for_caller()), "{probed:?}");
    }

    #[test]
    fn no_guard_is_lost() {
        audit::Sources::new("src/main.rs").check().unwrap();
    }
}
