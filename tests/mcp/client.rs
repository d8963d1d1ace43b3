//! Raw JSON-RPC requests, and their responses.

use axum::Router;
use axum::body::Body;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_tests::crm::Model;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The version of the protocol in which each request names its method in a header.
pub(crate) const NEW: &str = "2026-07-28";
/// A version without these headers.
pub(crate) const OLD: &str = "2025-06-18";

/// Sends a request in this version of the protocol. Returns the status and the message.
pub(crate) async fn send(
    service: &Router,
    version: &str,
    token: TokenBuilder<'_, Model>,
    method: &str,
    params: Value,
) -> (StatusCode, Value) {
    let name = params["name"].as_str().map(str::to_owned);
    let mut params = params;
    if version == NEW {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": {},
        });
    }
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let mut request = Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", version)
        .header("authorization", format!("Bearer {}", token.sign()));
    if version == NEW {
        request = request.header("mcp-method", method);
        if let Some(name) = name {
            request = request.header("mcp-name", name);
        }
    }
    let request = request.body(Body::from(message.to_string())).unwrap();
    let response = service.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let json = body
        .lines()
        .find_map(|line| line.strip_prefix("data: {").map(|rest| format!("{{{rest}")));
    let message = serde_json::from_str(json.as_deref().unwrap_or(&body));
    (status, message.unwrap_or(Value::String(body)))
}

/// Calls a tool. Returns its text, or the error.
pub(crate) async fn call(
    service: &Router,
    version: &str,
    token: TokenBuilder<'_, Model>,
    tool: &str,
    arguments: Value,
) -> Result<String, Value> {
    let params = json!({ "name": tool, "arguments": arguments });
    let (status, message) = send(service, version, token, "tools/call", params).await;
    // The layer refuses a call that further scopes would permit: see `headers`.
    if status == StatusCode::FORBIDDEN {
        return Err(message);
    }
    assert_eq!(status, StatusCode::OK, "{message}");
    match message.get("error") {
        Some(error) => Err(error.clone()),
        None => Ok(message["result"]["content"][0]["text"].as_str().unwrap().to_owned()),
    }
}
