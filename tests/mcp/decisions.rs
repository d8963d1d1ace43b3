//! The records of decisions about tools.

use std::sync::{Arc, Mutex};

use axum::Router;
use entra_perms_runtime::decisions::{Decision, DecisionSink, record_decisions};
use entra_perms_runtime::mcp::GuardedTools;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_runtime::{EntraLayer, requirement, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};
use rmcp::handler::server::common::schema_for_empty_input;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::{ListToolsResult, PaginatedRequestParams, Tool};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};
use serde_json::{Value, json};

use super::client::{NEW, OLD, call, send};
use super::server::ISSUER;

#[derive(Clone)]
struct Recorded {
    tools: GuardedTools<Self, Model>,
}

#[tool_router]
impl Recorded {
    #[requires(Contacts::Read::Team)]
    #[tool]
    fn recorded() -> Result<String, ErrorData> {
        Ok("done".to_owned())
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Recorded {
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(self.tools.list(&context))
    }
}

async fn service() -> Router {
    let tool = Tool::new("recorded_by_hand", "", schema_for_empty_input());
    let route = ToolRoute::new(tool, || async { "done".to_owned() });
    let router = Recorded::tool_router().with_route(route);
    let tools = GuardedTools::in_module(module_path!(), router).unwrap();
    let tools = tools.require("recorded_by_hand", requirement!(Contacts::Read::Team)).unwrap();
    let validator: TokenValidator = ISSUER.validator().build().await.unwrap();
    let layer = EntraLayer::new(validator).tools(&tools);
    let server = Recorded { tools };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let sessions = Arc::new(LocalSessionManager::default());
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    Router::new().nest_service("/mcp", mcp).layer(layer)
}

static RECORDS: Mutex<Vec<(&str, bool)>> = Mutex::new(Vec::new());

struct Sink;

impl DecisionSink for Sink {
    fn record(&self, decision: &Decision<'_>) {
        let name = decision.function().name;
        // The other tests of this program make decisions, too.
        if name.starts_with("recorded") {
            RECORDS.lock().unwrap().push((name, decision.is_allowed()));
        }
    }
}

/// Each call is one decision: the check before the arguments, the check of the layer and the guard
/// of the function do not repeat it. A list is none.
#[tokio::test]
async fn a_call_is_recorded_once_and_a_list_never() {
    record_decisions(Sink).unwrap();
    let user = |scope| -> TokenBuilder<'static, Model> {
        ISSUER.user().roles([Role::ContactsReadTeam]).scopes([scope])
    };
    let service = service().await;
    for version in [NEW, OLD] {
        for tool in ["recorded", "recorded_by_hand"] {
            for (scope, is_allowed) in [(Scope::CrmReadTeam, true), (Scope::CrmReadMy, false)] {
                RECORDS.lock().unwrap().clear();
                send(&service, version, user(scope), "tools/list", json!({})).await;
                assert!(RECORDS.lock().unwrap().is_empty());
                let result = call(&service, version, user(scope), tool, Value::Null).await;
                assert_eq!(result.is_ok(), is_allowed, "{result:?}");
                assert_eq!(*RECORDS.lock().unwrap(), [(tool, is_allowed)], "{version}");
            }
        }
    }
}
