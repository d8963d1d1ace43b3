//! The refusal of a tool before the body is read, by the headers that name it.

use axum::Router;
use axum::body::Body;
use entra_perms_runtime::EntraLayer;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};
use http::{Request, Response, StatusCode};
use serde_json::json;
use tower::ServiceExt;

use super::server::{ISSUER, Lists, URL, server, service, tools};

const FULL: &str = "https://crm-dev.contoso.example/mcp/Crm.ReadWrite.Team";

/// A user who holds the role to rename contacts, whose client has the scope to read them.
fn reader() -> TokenBuilder<'static, Model> {
    let roles = [Role::ContactsReadTeam, Role::ContactsWriteTeam];
    ISSUER.user().roles(roles).scopes([Scope::CrmReadTeam])
}

/// Sends a call of `tool` with these headers about it.
async fn call(
    service: &Router,
    token: impl Into<Option<&TokenBuilder<'static, Model>>>,
    headers: &[(&str, &[u8])],
    tool: &str,
) -> Response<Body> {
    let mut request = Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(token) = token.into() {
        request = request.header("authorization", format!("Bearer {}", token.clone().sign()));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let message = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {
            "name": tool, "arguments": { "name": "Ada" },
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    });
    let request = request.body(Body::from(message.to_string())).unwrap();
    service.clone().oneshot(request).await.unwrap()
}

const VERSION: (&str, &[u8]) = ("mcp-protocol-version", b"2026-07-28");
const CALL: (&str, &[u8]) = ("mcp-method", b"tools/call");

fn named(name: &[u8]) -> (&str, &[u8]) {
    ("mcp-name", name)
}

#[tokio::test]
async fn the_challenge_names_the_scopes_of_the_tool_alone() {
    let service = service(Lists::Callable).await;
    for name in [&b"rename-contact"[..], b"=?base64?cmVuYW1lLWNvbnRhY3Q=?="] {
        let headers = [VERSION, CALL, named(name)];
        let response = call(&service, &reader(), &headers, "rename-contact").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        assert!(challenge.contains(&format!("scope=\"{FULL}\"")), "{challenge}");
        assert_eq!(response.headers().get_all("www-authenticate").iter().count(), 1);
    }
}

/// A new sign-in does not help a caller that lacks a role, or is of the wrong kind.
#[tokio::test]
async fn a_caller_whom_no_scope_helps_reaches_the_tool() {
    let service = service(Lists::Callable).await;
    let without_role = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let app = ISSUER.app().roles([Role::AccountsReadAll]);
    for (token, tool) in [(&without_role, "rename-contact"), (&app, "approve")] {
        let headers = [VERSION, CALL, named(tool.as_bytes())];
        assert_eq!(call(&service, token, &headers, tool).await.status(), StatusCode::OK, "{tool}");
    }
}

/// The headers only ever refuse. Without them, the error is in the body.
#[tokio::test]
async fn headers_that_name_no_guarded_tool_change_nothing() {
    let service = service(Lists::Callable).await;
    let rename = named(b"rename-contact");
    for headers in [
        &[][..],
        &[CALL],
        &[rename],
        &[("mcp-method", b"tools/list"), rename],
        &[CALL, CALL, rename],
        &[CALL, rename, rename],
        &[CALL, rename, named(b"ping")],
        &[CALL, named(b"rename_contact")],
        &[CALL, named(b"=?base64?cmVuYW1lLWNvbnRhY3Q?=")],
        &[CALL, named(b"\xff")],
    ] {
        let response = call(&service, &reader(), headers, "rename-contact").await;
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert_ne!(status, StatusCode::FORBIDDEN, "{headers:?}");
        // The guard of the tool decides, or rmcp refuses the request.
        assert!(
            status != StatusCode::OK || body.contains("permission denied"),
            "{headers:?} {body}"
        );
    }
}

/// A header that names an open tool does not open the tool of the body.
#[tokio::test]
async fn a_header_that_disagrees_with_the_body_opens_nothing() {
    let service = service(Lists::Callable).await;
    for version in [Some(VERSION), None] {
        let headers: Vec<_> = version.into_iter().chain([CALL, named(b"ping")]).collect();
        let response = call(&service, &reader(), &headers, "rename-contact").await;
        let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(!body.contains("is now"), "{body}");
    }
}

#[tokio::test]
async fn the_layer_refuses_a_cached_token_too() {
    let service = service(Lists::Callable).await;
    let headers = [VERSION, CALL, named(b"rename-contact")];
    let token = reader();
    for _ in 0..2 {
        let response = call(&service, &token, &headers, "rename-contact").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    // More scopes let the caller in.
    let more = reader().scopes([Scope::CrmReadWriteTeam]);
    let response = call(&service, &more, &headers, "rename-contact").await;
    assert_eq!(response.status(), StatusCode::OK);
}

/// Behind a layer with optional sign-in, a client learns from the 401 that it must sign in.
#[tokio::test]
async fn an_anonymous_call_of_a_guarded_tool_is_refused_with_401() {
    let validator: TokenValidator = ISSUER.validator().build().await.unwrap();
    let layer = EntraLayer::optional(validator).tools(&tools().unwrap());
    let service = server(Lists::Callable).layer(layer.resource(URL).unwrap());

    let rename = [VERSION, CALL, named(b"rename-contact")];
    let response = call(&service, None, &rename, "rename-contact").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("resource_metadata="), "{challenge}");

    let ping = [VERSION, CALL, named(b"ping")];
    assert_eq!(call(&service, None, &ping, "ping").await.status(), StatusCode::OK);
    // Without the headers, the error is in the body.
    let response = call(&service, None, &[], "rename-contact").await;
    let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("is now"), "{body:?}");
}
