//! An MCP server with 100 tools, with and without guards, and the requests to it.

use std::sync::Arc;

use axum::Router;
use entra_perms_runtime::mcp::{GuardedTools, SessionLayer};
use entra_perms_runtime::{EntraLayer, requirement, requires};
use rmcp::handler::server::common::schema_for_empty_input;
use rmcp::handler::server::router::tool::{ToolRoute, ToolRouter};
use rmcp::model::{ListToolsResult, PaginatedRequestParams, Tool};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};

use crate::http::servers::App;
use crate::permissions::crm::Model;
use crate::permissions::crm::roles::Contacts;
use crate::tokens;

/// The names of the tools without code of their own. With one more, there are 100 tools.
const FILLERS: [&str; 99] = {
    const DIGITS: &str = "\
        000102030405060708091011121314151617181920212223242526272829303132333435363738394041424344\
        454647484950515253545556575859606162636465666768697071727374757677787980818283848586878889\
        90919293949596979899";
    let mut names = [""; 99];
    let mut index = 0;
    while index < names.len() {
        names[index] = DIGITS.split_at(2 * index).1.split_at(2).0;
        index += 1;
    }
    names
};

fn with_fillers<S: Send + Sync + 'static>(router: ToolRouter<S>) -> ToolRouter<S> {
    FILLERS.iter().fold(router, |router, name| {
        let tool = Tool::new(*name, "Lists the contacts of a team.", schema_for_empty_input());
        router.with_route(ToolRoute::new(tool, || async { "Ada, Grace".to_owned() }))
    })
}

#[derive(Clone)]
struct Bare {
    tools: Arc<ToolRouter<Self>>,
}

#[tool_router]
impl Bare {
    /// Lists the contacts of the team.
    #[tool]
    async fn list_contacts(&self) -> Result<String, ErrorData> {
        Ok("Ada, Grace".to_owned())
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Bare {}

#[derive(Clone)]
struct Guarded {
    tools: Arc<GuardedTools<Self, Model>>,
}

#[tool_router]
impl Guarded {
    /// Lists the contacts of the team.
    #[requires(Contacts::Write::Team)]
    #[tool]
    async fn list_contacts(&self) -> Result<String, ErrorData> {
        Ok("Ada, Grace".to_owned())
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Guarded {
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(self.tools.list(&context))
    }
}

type Service<S> = StreamableHttpService<S, LocalSessionManager>;

fn service<S: ServerHandler + Clone>(server: S) -> Service<S> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let sessions = Arc::new(LocalSessionManager::default());
    StreamableHttpService::new(move || Ok(server.clone()), sessions, config)
}

pub fn bare() -> App {
    let server = Bare { tools: Arc::new(with_fillers(Bare::tool_router())) };
    App::Axum(Router::new().nest_service("/mcp", service(server)))
}

/// Returns the server with a guard on each tool, behind the layers.
pub fn guarded() -> App {
    let tools = GuardedTools::new(with_fillers(Guarded::tool_router()));
    let tools = FILLERS
        .iter()
        .fold(tools, |tools, name| tools?.require(name, requirement!(Contacts::Write::Team)));
    let tools = tools.expect("each guard has its tool");
    let layer = EntraLayer::new(tokens::with_cache::<Model>()).tools(&tools);
    let mcp = SessionLayer::<Model>::new().around(service(Guarded { tools: Arc::new(tools) }));
    App::Axum(Router::new().nest_service("/mcp", mcp).layer(layer))
}

/// Returns a call of `list_contacts` with a token. Only guards read the token.
pub fn call(token: &str) -> Vec<u8> {
    let params = r#""name":"list_contacts","arguments":{},"#;
    request(token, "tools/call", "mcp-name: list_contacts\r\n", params)
}

/// Returns a request for the list of all tools.
pub fn list(token: &str) -> Vec<u8> {
    request(token, "tools/list", "", "")
}

fn request(token: &str, method: &str, headers: &str, params: &str) -> Vec<u8> {
    let body = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{params}\"_meta\":{{\
         \"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\
         \"io.modelcontextprotocol/clientCapabilities\":{{}}}}}}}}"
    );
    let length = body.len();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\n\
         authorization: Bearer {token}\r\n\
         mcp-protocol-version: 2026-07-28\r\nmcp-method: {method}\r\n{headers}\
         accept: application/json, text/event-stream\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    format!("{head}{body}").into_bytes()
}
