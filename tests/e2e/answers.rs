//! What a client is told: status, challenge (RFC 6750), body.

use std::time::Duration;

use axum::routing::{get, post};
use axum::{Json, Router};
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_runtime::{ClaimsRequest, Denied, Uuid, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope};
use reqwest::RequestBuilder;

use crate::service::{Service, TENANT};

#[requires(Contacts::Write::Team)]
async fn rename(Json(name): Json<String>) -> String {
    name
}

#[requires(Contacts::Write::All, by = app)]
async fn import() {}

#[requires(all(Contacts::Read::My, Accounts::Read::Team))]
async fn both() {}

async fn whoami(caller: Caller) -> String {
    format!("{} {:?}", caller.kind(), caller.effective())
}

/// Only for who has just shown a second factor.
#[requires(Contacts::Write::Team)]
async fn purge(caller: Caller) -> Result<&'static str, Denied> {
    caller.require_claims(&ClaimsRequest::authentication_context::<1>())?;
    Ok("purged")
}

async fn service() -> Service {
    let guarded = Router::new()
        .route("/rename", post(rename))
        .route("/import", post(import))
        .route("/both", get(both))
        .route("/purge", post(purge))
        .route("/me", get(whoami));
    let open = Router::new().route("/health", get(async || "ok")).route("/forgotten", get(both));
    Service::start(guarded, open).await
}

/// In each challenge.
const METADATA: &str = r#"resource_metadata="https://crm.example/metadata""#;

/// Status, challenge and body.
async fn answer(request: RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    let challenge =
        response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), challenge.unwrap_or_default(), response.text().await.unwrap())
}

fn sales(service: &Service) -> TokenBuilder<'_, Model> {
    service
        .issuer
        .user::<Model>()
        .roles([Role::ContactsWriteTeam, Role::ContactsReadMy])
        .scopes([Scope::CrmReadWriteTeam])
}

#[tokio::test]
async fn who_may_gets_the_handler_s_answer() {
    let service = service().await;
    let request = service.post("/rename").bearer_auth(sales(&service).sign()).json("Ada");
    assert_eq!(answer(request).await, (200, String::new(), "Ada".into()));
    let (status, _, body) = answer(service.get("/me").bearer_auth(sales(&service).sign())).await;
    assert_eq!((status, body.as_str()), (200, r#"user {"Contacts.Write.Team"}"#));
    assert_eq!(answer(service.get("/health")).await.0, 200);
}

#[tokio::test]
async fn without_a_token_the_challenge_has_no_error() {
    let service = service().await;
    let (status, challenge, _) = answer(service.get("/me")).await;
    assert_eq!(status, 401);
    assert_eq!(challenge, format!("Bearer {METADATA}"));
}

#[tokio::test]
async fn a_malformed_header_is_an_invalid_request() {
    let service = service().await;
    for header in ["Bearer", "Bearer a b", "Bearer !!"] {
        let (status, challenge, _) = answer(service.get("/me").header("authorization", header)).await;
        assert_eq!(status, 400, "{header}");
        assert!(challenge.starts_with(r#"Bearer error="invalid_request""#), "{header}: {challenge}");
    }
    let twice = service.get("/me").bearer_auth("a").bearer_auth("b");
    assert_eq!(answer(twice).await.0, 400);
}

#[tokio::test]
async fn a_bad_token_is_an_invalid_token() {
    let service = service().await;
    let expired = sales(&service).issued_at(std::time::SystemTime::now() - Duration::from_secs(7200)).sign();
    let other_tenant = sales(&service).tenant(Uuid::from_u128(7)).sign();
    let other_api = sales(&service).audience("00000003-0000-0000-c000-000000000000").sign();
    let good = sales(&service).sign();
    let tampered = good.replace('.', ".e30");
    for token in [expired, other_tenant, other_api, tampered, "x".into(), "a.b.c".into()] {
        let (status, challenge, body) = answer(service.get("/me").bearer_auth(&token)).await;
        assert_eq!(status, 401, "{body}");
        assert!(challenge.contains(r#"error="invalid_token""#), "{challenge}");
        assert!(!body.contains(&token) || token.len() < 8, "the token is not repeated");
    }
    // The same issuer's good token still passes.
    assert_eq!(answer(service.get("/me").bearer_auth(good)).await.0, 200);
}

#[tokio::test]
async fn scope_is_named_exactly_when_it_could_help() {
    let service = service().await;
    // Holds the role; the client lacks the scope.
    let narrow =
        service.issuer.user::<Model>().roles([Role::ContactsWriteTeam]).scopes([Scope::CrmReadTeam]).sign();
    let (status, challenge, body) = answer(service.post("/rename").bearer_auth(narrow).json("Ada")).await;
    assert_eq!(status, 403);
    assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
    assert!(challenge.contains(r#"scope="Crm.ReadWrite.Team""#), "{challenge}");
    assert!(body.contains("insufficient_scope"), "{body}");
    // Lacks the role: no scope can help.
    let roleless = service.issuer.user::<Model>().scopes([Scope::CrmReadWriteTeam]).sign();
    let (status, challenge, _) = answer(service.post("/rename").bearer_auth(roleless).json("Ada")).await;
    assert_eq!(status, 403);
    assert!(!challenge.contains(" scope="), "{challenge}");
    // Lacks one role of two: the scope for the other alone would not do.
    let half = service
        .issuer
        .user::<Model>()
        .roles([Role::ContactsReadMy])
        .scopes([Scope::SalesReadWriteAll])
        .sign();
    let (status, challenge, _) = answer(service.get("/both").bearer_auth(half)).await;
    assert_eq!(status, 403);
    assert!(!challenge.contains(" scope="), "{challenge}");
    // Lacks two scopes.
    let held = [Role::ContactsReadMy, Role::AccountsReadTeam];
    let scopeless = service.issuer.user::<Model>().roles(held).scopes([Scope::SalesReadWriteAll]).sign();
    let (_, challenge, _) = answer(service.get("/both").bearer_auth(scopeless)).await;
    assert!(challenge.contains(r#" scope="Crm.Read.My Crm.Read.Team""#), "{challenge}");
}

#[tokio::test]
async fn a_service_without_a_role_is_not_let_in() {
    let service = service().await;
    let (status, challenge, _) =
        answer(service.get("/me").bearer_auth(service.issuer.app::<Model>().sign())).await;
    assert_eq!(status, 403);
    assert!(challenge.contains("insufficient_scope") && !challenge.contains(" scope="), "{challenge}");
}

#[tokio::test]
async fn the_kind_of_caller_counts() {
    let service = service().await;
    let person = service
        .issuer
        .user::<Model>()
        .roles([Role::ContactsWriteAll])
        .scopes([Scope::CrmReadWriteAll])
        .sign();
    let machine = service.issuer.app::<Model>().roles([Role::ContactsWriteAll]).sign();
    assert_eq!(answer(service.post("/import").bearer_auth(person)).await.0, 403);
    assert_eq!(answer(service.post("/import").bearer_auth(machine)).await.0, 200);
}

#[tokio::test]
async fn the_check_comes_before_the_body_is_read() {
    let service = service().await;
    let malformed = |token: String| service.post("/rename").bearer_auth(token).body("{ not json");
    let roleless = service.issuer.user::<Model>().scopes([Scope::CrmReadMy]).sign();
    assert_eq!(answer(malformed(roleless)).await.0, 403);
    assert_eq!(
        answer(malformed(sales(&service).sign())).await.0,
        415,
        "and after it the handler's own extractors"
    );
}

#[tokio::test]
async fn claims_are_asked_for_where_the_client_can_act_on_it() {
    let service = service().await;
    let purge =
        async |token: TokenBuilder<'_, Model>| answer(service.post("/purge").bearer_auth(token.sign())).await;
    let capable = |capability: &str| sales(&service).claim("xms_cc", vec!["protapp", capability]);
    let (status, challenge, _) = purge(capable("cp1")).await;
    assert_eq!(status, 401);
    assert_eq!(purge(capable("CP1")).await.0, 401);
    let authority = service.issuer.authority();
    let lacks = format!(r#"Bearer error="insufficient_scope", {METADATA}"#);
    // `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
    assert_eq!(
        challenge,
        format!(
            r#"Bearer error="insufficient_claims", error_description="this needs the authentication context `c1`", authorization_uri="{authority}/{TENANT}/oauth2/authorize", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19", {METADATA}"#
        )
    );
    for incapable in [sales(&service), sales(&service).claim("xms_cc", vec!["cp11", "cp", "protapp"])] {
        let (status, challenge, _) = purge(incapable).await;
        assert_eq!((status, challenge.as_str()), (403, lacks.as_str()));
    }
    let met = sales(&service).claim("acrs", vec!["c2", "c1"]);
    assert_eq!(purge(met).await, (200, String::new(), "purged".into()));
    // The role is asked for first.
    let (status, challenge, _) =
        purge(service.issuer.user().scopes([Scope::CrmReadTeam]).claim("acrs", vec!["c1"])).await;
    assert_eq!((status, challenge.as_str()), (403, lacks.as_str()));
}

#[tokio::test]
async fn a_forgotten_layer_denies() {
    let service = service().await;
    let (status, challenge, body) =
        answer(service.get("/forgotten").bearer_auth(sales(&service).sign())).await;
    assert_eq!((status, challenge.as_str()), (500, ""));
    assert!(!body.contains("layer"), "the client is not told how the service is built: {body}");
}
