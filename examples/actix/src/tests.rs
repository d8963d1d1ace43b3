//! Requests to the API without a network. The development issuer signs the callers' tokens.

use std::sync::LazyLock;

use actix_web::http::header::WWW_AUTHENTICATE;
use actix_web::test::{TestRequest, call_and_read_body, call_service, init_service};
use entra_perms_runtime::audit::Sources;
use entra_perms_runtime::testing::DevIssuer;

use super::*;
use crate::permissions::{Role, Scope};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

async fn api() -> Api {
    let validator = TokenValidator::builder(Tenants::single(TENANT).unwrap()).jwks(ISSUER.jwks());
    Api::new(validator.build().await.unwrap()).unwrap()
}

/// Returns the `Authorization` header of a user with this role, through a client with this scope.
fn user(role: Role, scope: Scope) -> (&'static str, String) {
    let token = ISSUER.user::<Model>().roles([role]).scopes([scope]).sign();
    ("authorization", format!("Bearer {token}"))
}

fn reader() -> (&'static str, String) {
    user(Role::ContactsReadTeam, Scope::CrmReadTeam)
}

fn writer() -> (&'static str, String) {
    user(Role::ContactsWriteTeam, Scope::CrmReadWriteTeam)
}

fn rename(id: u32) -> TestRequest {
    TestRequest::put().uri(&format!("/contacts/{id}")).set_json("Ada King")
}

#[actix_web::test]
async fn readers_list_contacts_and_writers_rename_them() {
    let api = api().await;
    let app = init_service(App::new().configure(|config| api.routes(config))).await;
    for (id, caller, status) in [(1, writer(), 204), (9, writer(), 404), (1, reader(), 403)] {
        let request = rename(id).insert_header(caller).to_request();
        assert_eq!(call_service(&app, request).await.status(), status);
    }
    let list = TestRequest::get().uri("/contacts").insert_header(reader()).to_request();
    assert_eq!(call_and_read_body(&app, list).await, r#"{"1":"Ada King","2":"Grace Hopper"}"#);
}

#[actix_web::test]
async fn refusals_name_the_document_that_the_layer_serves() {
    let api = api().await;
    let app = init_service(App::new().configure(|config| api.routes(config))).await;
    let refusal = async |request: TestRequest| {
        let response = call_service(&app, request.to_request()).await;
        let challenge = response.headers().get(WWW_AUTHENTICATE).unwrap().to_str().unwrap();
        (response.status().as_u16(), challenge.to_owned())
    };
    let metadata_url = "http://127.0.0.1:8080/.well-known/oauth-protected-resource";
    let metadata = format!(r#"resource_metadata="{metadata_url}""#);
    let basic = r#"scope="api://crm-dev.contoso.example/Crm.Read.Team""#;
    assert_eq!(refusal(rename(1)).await, (401, format!("Bearer {basic}, {metadata}")));
    // The user holds the role, but the client was not granted the scope.
    let narrow = user(Role::ContactsWriteTeam, Scope::CrmReadTeam);
    let scope = "api://crm-dev.contoso.example/Crm.ReadWrite.Team";
    let error = format!(r#"error="insufficient_scope", scope="{scope}""#);
    assert_eq!(
        refusal(rename(1).insert_header(narrow)).await,
        (403, format!("Bearer {error}, {metadata}"))
    );

    let request = TestRequest::get().uri("/.well-known/oauth-protected-resource").to_request();
    let document = String::from_utf8(call_and_read_body(&app, request).await.into()).unwrap();
    assert!(document.contains(r#""resource":"http://127.0.0.1:8080""#), "{document}");
    assert!(document.contains("/Crm.Read.Team"), "{document}");
    let health = TestRequest::get().uri("/health").to_request();
    assert_eq!(call_and_read_body(&app, health).await, "ok");
}

#[test]
fn no_guard_is_lost() {
    Sources::new("src/main.rs").check().unwrap();
}
