//! The API as its callers see it, without a network: the development issuer signs their tokens.

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
    Api::new(validator.build().await.unwrap())
}

fn user(role: Role, scope: Scope) -> (&'static str, String) {
    (
        "authorization",
        format!("Bearer {}", ISSUER.user::<Model>().roles([role]).scopes([scope]).sign()),
    )
}

fn rename(id: u32) -> TestRequest {
    TestRequest::put().uri(&format!("/contacts/{id}")).set_json("Ada King")
}

#[actix_web::test]
async fn a_reader_reads_and_a_writer_renames() {
    let api = api().await;
    let app = init_service(App::new().configure(|config| api.routes(config))).await;
    let writer = || user(Role::ContactsWriteTeam, Scope::CrmReadWriteTeam);
    let reader = || user(Role::ContactsReadTeam, Scope::CrmReadTeam);
    let rename = async |id, caller| {
        call_service(&app, rename(id).insert_header(caller).to_request()).await.status()
    };
    assert_eq!(rename(1, writer()).await, 204);
    assert_eq!(rename(9, writer()).await, 404);
    assert_eq!(rename(1, reader()).await, 403);
    let list = TestRequest::get().uri("/contacts").insert_header(reader()).to_request();
    assert_eq!(call_and_read_body(&app, list).await, r#"{"1":"Ada King","2":"Grace Hopper"}"#);
}

#[actix_web::test]
async fn whoever_is_refused_is_told_where_to_get_a_token() {
    let api = api().await;
    let app = init_service(App::new().configure(|config| api.routes(config))).await;
    let challenge = async |request: TestRequest| {
        let response = call_service(&app, request.to_request()).await;
        let challenge =
            response.headers().get(WWW_AUTHENTICATE).unwrap().to_str().unwrap().to_owned();
        (response.status().as_u16(), challenge)
    };
    let metadata =
        r#"resource_metadata="http://127.0.0.1:8080/.well-known/oauth-protected-resource""#;
    assert_eq!(challenge(rename(1)).await, (401, format!("Bearer {metadata}")));
    // The user may, and the client did not ask for it.
    let narrow = rename(1).insert_header(user(Role::ContactsWriteTeam, Scope::CrmReadTeam));
    let scope =
        format!(r#"Bearer error="insufficient_scope", scope="Crm.ReadWrite.Team", {metadata}"#);
    assert_eq!(challenge(narrow).await, (403, scope));

    let open = TestRequest::get().uri("/.well-known/oauth-protected-resource").to_request();
    let metadata = String::from_utf8(call_and_read_body(&app, open).await.into()).unwrap();
    assert!(metadata.contains("/Crm.ReadWrite.Team"), "{metadata}");
}

#[test]
fn no_guard_is_lost() {
    Sources::new("src/main.rs").check().unwrap();
}
