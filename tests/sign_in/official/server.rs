//! An MCP server with guarded tools.

use std::sync::Arc;

use axum::Router;
use entra_perms_runtime::mcp::{GuardedTools, SessionLayer};
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Model, Scope, TokenValidator};
use http::Uri;
use rmcp::model::{ListToolsResult, PaginatedRequestParams};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};

/// Says whether clients with versions of the protocol before 2026-07-28 get a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sessions {
    With,
    Without,
}

#[derive(Clone)]
struct Server {
    tools: GuardedTools<Self, Model>,
}

/// The users of the authority hold the roles of the first two tools.
#[tool_router]
impl Server {
    #[requires(Contacts::Read::My)]
    #[tool]
    async fn list_contacts(&self) -> Result<String, ErrorData> {
        Ok("Ada, Grace".to_owned())
    }

    #[requires(Proposals::ReadWrite::Team)]
    #[tool]
    async fn approve_proposal(&self) -> Result<String, ErrorData> {
        Ok("approved".to_owned())
    }

    #[requires(Contacts::Write::All)]
    #[tool]
    async fn delete_contacts(&self) -> Result<String, ErrorData> {
        Ok("deleted".to_owned())
    }

    #[tool]
    async fn about(&self) -> String {
        "the CRM".to_owned()
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Server {
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(self.tools.list_reachable(&context))
    }
}

/// Returns the server at the path of the URL.
pub(super) fn router(validator: TokenValidator, url: &str, sessions: Sessions) -> Router {
    let uri: Uri = url.parse().unwrap();
    let tools = GuardedTools::new(Server::tool_router()).unwrap();
    let entra = EntraLayer::new(validator)
        .resource(url)
        .unwrap()
        .basic_scopes([Scope::CrmReadMy])
        .tools(&tools);
    let server = Server { tools };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(sessions == Sessions::With)
        .with_json_response(sessions == Sessions::Without)
        // The clients in JavaScript name the address, and the others the host of the URL.
        .with_allowed_hosts([uri.host().unwrap(), "127.0.0.1"]);
    let manager = Arc::new(LocalSessionManager::default());
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), manager, config);
    let router = match uri.path() {
        "/" => Router::new().fallback_service(mcp),
        path => Router::new().nest_service(path, mcp),
    };
    router.layer(SessionLayer::<Model>::new()).layer(entra)
}
