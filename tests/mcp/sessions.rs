//! Sessions of protocol versions before 2026-07-28, and event streams.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use entra_perms_runtime::mcp::SessionLayer;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_runtime::{EntraLayer, Uuid};
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::client::OLD;
use super::server::{ISSUER, Lists, Server};

/// Returns a service with sessions at `/mcp`, which accepts tokens until the second they expire.
async fn service() -> Router {
    let validator: TokenValidator =
        ISSUER.validator().clock_skew(Duration::ZERO).build().await.unwrap();
    let sessions = Arc::new(LocalSessionManager::default());
    let config = StreamableHttpServerConfig::default();
    let mcp = StreamableHttpService::new(|| Ok(Server::new(Lists::Callable)), sessions, config);
    let mcp = SessionLayer::<Model>::new().around(mcp);
    Router::new().nest_service("/mcp", mcp).layer(EntraLayer::new(validator))
}

pub(crate) fn ada() -> TokenBuilder<'static, Model> {
    ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam])
}

async fn send(
    service: &Router,
    method: Method,
    token: TokenBuilder<'static, Model>,
    sessions: &[&str],
    body: Value,
) -> Response<Body> {
    let sessions: Vec<_> = sessions.iter().map(|session| ("mcp-session-id", *session)).collect();
    send_with(service, method, token, &sessions, body).await
}

/// Sends a request with these headers.
pub(crate) async fn send_with(
    service: &Router,
    method: Method,
    token: TokenBuilder<'static, Model>,
    headers: &[(&str, &str)],
    body: Value,
) -> Response<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", OLD)
        .header("authorization", format!("Bearer {}", token.sign()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    service.clone().oneshot(request).await.unwrap()
}

/// Opens a session, and returns its id.
async fn initialize(service: &Router, token: TokenBuilder<'static, Model>) -> String {
    let body = json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {
            "protocolVersion": OLD, "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        },
    });
    let response = send(service, Method::POST, token, &[], body).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.headers()["mcp-session-id"].to_str().unwrap().to_owned()
}

/// Opens a session that is ready, and returns its id.
pub(crate) async fn open(service: &Router, token: TokenBuilder<'static, Model>) -> String {
    let id = initialize(service, token.clone()).await;
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let accepted = send(service, Method::POST, token, &[&id], initialized).await;
    assert_eq!(accepted.status(), StatusCode::ACCEPTED);
    id
}

fn list() -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })
}

#[tokio::test]
async fn a_session_exists_only_for_the_caller_that_opened_it() {
    let service = service().await;
    let id = open(&service, ada()).await;
    let other = Uuid::from_u128(7);
    let strangers = [ada().object_id(other), ada().client_id(other)];
    let app = ISSUER.app().roles([Role::ContactsReadAll]);
    for stranger in strangers.into_iter().chain([app]) {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let response = send(&service, method.clone(), stranger.clone(), &[&id], list()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{method}");
        }
    }
    // The session still exists, also for a new token of its caller.
    let new = ada().issued_at(std::time::SystemTime::now() - Duration::from_secs(60));
    for token in [ada(), new] {
        let response = send(&service, Method::POST, token, &[&id], list()).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
}

/// Two callers whose tokens lack an id could be different callers.
#[tokio::test]
async fn a_caller_without_an_id_cannot_go_on_in_a_session() {
    let service = service().await;
    for id in ["oid", "azp"] {
        let opened = initialize(&service, ada().without(id)).await;
        let response = send(&service, Method::POST, ada().without(id), &[&opened], list()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn a_session_ends_with_a_request_of_its_caller() {
    let service = service().await;
    let id = open(&service, ada()).await;
    let deleted = send(&service, Method::DELETE, ada(), &[&id], Value::Null).await;
    assert!(deleted.status().is_success(), "{}", deleted.status());
    let gone = send(&service, Method::POST, ada(), &[&id], list()).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_or_unclear_session_does_not_exist() {
    let service = service().await;
    let id = open(&service, ada()).await;
    for sessions in [&["made-up"][..], &[&id, &id], &[&id, "made-up"], &["made-up", &id]] {
        let response = send(&service, Method::POST, ada(), sessions, list()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{sessions:?}");
    }
}

/// Each request is checked with its own token.
#[tokio::test]
async fn a_session_does_not_keep_permissions() {
    let service = service().await;
    let id = open(&service, ada()).await;
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "list_contacts", "arguments": {} },
    });
    let text = async |token| {
        let response = send(&service, Method::POST, token, &[&id], call.clone()).await;
        let body = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    };
    assert!(text(ada()).await.contains("Ada, Grace"));
    let less = ISSUER.user().roles([Role::AccountsReadTeam]).scopes([Scope::CrmReadTeam]);
    let denied = text(less).await;
    assert!(denied.contains("permission denied") && !denied.contains("Grace"), "{denied}");
    let expired = ada().expires_in(Duration::from_secs(10));
    let expired = expired.issued_at(std::time::SystemTime::now() - Duration::from_secs(60));
    let refused = send(&service, Method::POST, expired, &[&id], list()).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stream_of_events_ends_when_its_token_expires() {
    let service = service().await;
    let id = open(&service, ada()).await;
    let token = ada().expires_in(Duration::from_secs(3));
    let stream = send(&service, Method::GET, token, &[&id], Value::Null).await;
    assert_eq!(stream.status(), StatusCode::OK);
    let start = Instant::now();
    let end = tokio::time::timeout(Duration::from_secs(20), stream.into_body().collect()).await;
    assert!(end.is_ok(), "the stream goes on");
    assert!(start.elapsed() > Duration::from_millis(500), "{:?}", start.elapsed());
    // The session goes on, with another token.
    let response = send(&service, Method::POST, ada(), &[&id], list()).await;
    assert_eq!(response.status(), StatusCode::OK);
}
