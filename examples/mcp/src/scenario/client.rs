//! An MCP client made with rmcp, over HTTP.

use core::time::Duration;
use std::future::Future;

use anyhow::Context as _;
use rmcp::model::{CallToolRequestParams, ClientConfig, ProtocolVersion, Tool};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{RoleClient, ServiceError};
use serde_json::{Map, Value, json};

/// The longest time for a response.
const TIMEOUT: Duration = Duration::from_secs(20);

pub(super) struct Client {
    service: RunningService<RoleClient, ClientConfig>,
}

/// The end of a request, as the client sees it.
pub(super) enum Outcome<T> {
    Success(T),
    /// The response was 401 or 403. A client reads this header to know how to go on.
    Challenge(String),
    /// The response has an error in its body, such as the denial of a tool.
    Error(String),
}

impl Client {
    /// Connects with this token, or without one.
    pub(super) async fn connect(url: &str, token: Option<String>) -> anyhow::Result<Outcome<Self>> {
        // A proxy that the environment configures cannot reach loopback.
        let http = reqwest::Client::builder().no_proxy().build()?;
        let mut config = StreamableHttpClientTransportConfig::with_uri(url);
        config.auth_header = token;
        let transport = StreamableHttpClientTransport::with_client(http, config);
        // Since this version, each request names its method and its tool in headers.
        let lifecycle = ClientLifecycleMode::Discover {
            preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        };
        let client = ClientConfig::default().serve_with_lifecycle(transport, lifecycle);
        match in_time(client).await? {
            Ok(service) => Ok(Outcome::Success(Self { service })),
            Err(error) => match error.auth_challenge() {
                Some(challenge) => Ok(Outcome::Challenge(challenge.to_owned())),
                None => Err(error).context("the client cannot connect"),
            },
        }
    }

    pub(super) async fn tools(&self) -> anyhow::Result<Outcome<Vec<Tool>>> {
        outcome(in_time(self.service.list_all_tools()).await?)
    }

    /// Calls a tool, and returns its text.
    pub(super) async fn call(
        &self,
        tool: &'static str,
        arguments: Map<String, Value>,
    ) -> anyhow::Result<Outcome<String>> {
        let call = CallToolRequestParams::new(tool).with_arguments(arguments);
        Ok(match outcome(in_time(self.service.call_tool(call)).await?)? {
            Outcome::Success(result) => {
                let texts = result.content.iter().filter_map(|content| content.as_text());
                let texts: Vec<&str> = texts.map(|content| content.text.as_str()).collect();
                Outcome::Success(texts.join("\n"))
            }
            Outcome::Challenge(challenge) => Outcome::Challenge(challenge),
            Outcome::Error(error) => Outcome::Error(error),
        })
    }
}

/// Calls `tool`, while the headers name another tool. Returns the message of the error.
///
/// The client of rmcp does not lie, so this request is made by hand.
pub(super) async fn call_under_false_name(
    url: &str,
    token: &str,
    header: &str,
    tool: &str,
) -> anyhow::Result<String> {
    let message = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": tool,
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    });
    let request = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?.post(url);
    let response = request
        .bearer_auth(token)
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", header)
        .json(&message)
        .send()
        .await?;
    let body: Value = response.json().await.context("the response is not JSON")?;
    let error = body.pointer("/error/message").and_then(Value::as_str);
    Ok(error.unwrap_or("no error").to_owned())
}

fn outcome<T>(result: Result<T, ServiceError>) -> anyhow::Result<Outcome<T>> {
    match result {
        Ok(result) => Ok(Outcome::Success(result)),
        Err(ServiceError::McpError(error)) => Ok(Outcome::Error(error.message.into_owned())),
        Err(error) => match error.auth_challenge() {
            Some(challenge) => Ok(Outcome::Challenge(challenge.to_owned())),
            None => Err(error).context("the request failed"),
        },
    }
}

async fn in_time<T>(response: impl Future<Output = T>) -> anyhow::Result<T> {
    tokio::time::timeout(TIMEOUT, response)
        .await
        .context("the server does not respond")
}
