//! A server with guarded tools.

use std::sync::{Arc, LazyLock};

use axum::Router;
use entra_perms_runtime::mcp::{GuardedPrompts, GuardedTools, GuardsError};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, requirement, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, TokenValidator};
use rmcp::handler::server::prompt::PromptContext;
use rmcp::handler::server::router::prompt::PromptRoute;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::handler::server::tool::schema_for_input;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, ListPromptsResult, ListToolsResult,
    PaginatedRequestParams, Prompt, PromptMessage, Role, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, prompt, prompt_router, tool, tool_handler, tool_router,
};
use serde::Deserialize;

pub(crate) static ISSUER: LazyLock<DevIssuer> =
    LazyLock::new(|| DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap());

/// An App ID URI of the registration.
pub(crate) const URL: &str = "https://crm-dev.contoso.example/mcp";

#[derive(Clone)]
pub(crate) struct Server {
    tools: GuardedTools<Self, Model>,
    prompts: GuardedPrompts<Self, Model>,
    lists: Lists,
}

/// The tools and prompts that a list shows.
#[derive(Clone, Copy)]
pub(crate) enum Lists {
    Callable,
    Reachable,
}

#[derive(Deserialize, JsonSchema)]
struct NewName {
    name: String,
}

#[tool_router]
impl Server {
    /// Lists the contacts of the team.
    #[requires(Contacts::Read::Team)]
    #[tool]
    async fn list_contacts(&self) -> Result<String, ErrorData> {
        Ok("Ada, Grace".to_owned())
    }

    /// Renames a contact.
    #[requires(Contacts::Write::Team)]
    #[tool(name = "rename-contact", description = "Renames contact 7.")]
    async fn rename(
        &self,
        Parameters(NewName { name }): Parameters<NewName>,
    ) -> Result<String, ErrorData> {
        Ok(format!("contact 7 is now {name}"))
    }

    #[requires(Contacts::Write::All, by = app)]
    #[tool]
    fn import() -> Result<String, ErrorData> {
        Ok("imported".to_owned())
    }

    #[requires(Proposals::ReadWrite::Team, by = person, caller = context)]
    #[tool]
    async fn approve(&self, context: RequestContext<RoleServer>) -> Result<String, ErrorData> {
        let approver = Caller::from_request(&context)?.object_id();
        Ok(format!("approved by {}", approver.unwrap_or_default()))
    }

    #[tool]
    async fn ping(&self) -> String {
        "pong".to_owned()
    }
}

#[prompt_router]
impl Server {
    /// Asks for a summary of the team's contacts.
    #[requires(Contacts::Read::Team)]
    #[prompt(name = "summary")]
    async fn summarize(&self) -> Result<Vec<PromptMessage>, ErrorData> {
        Ok(vec![PromptMessage::new_text(Role::User, "Summarize: Ada, Grace")])
    }

    #[prompt]
    async fn greeting(&self) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(Role::User, "Hello")]
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_prompts().build())
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let GetPromptRequestParams { name, arguments, .. } = request;
        self.prompts
            .get_prompt(PromptContext::new(self, name, arguments, context))
            .await
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(match self.lists {
            Lists::Callable => self.prompts.list(&context),
            Lists::Reachable => self.prompts.list_reachable(&context),
        })
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(match self.lists {
            Lists::Callable => self.tools.list(&context),
            Lists::Reachable => self.tools.list_reachable(&context),
        })
    }
}

/// Returns the tools of the server, and one that is added by hand.
pub(crate) fn tools() -> Result<GuardedTools<Server, Model>, GuardsError> {
    let schema = schema_for_input::<NewName>().unwrap();
    let export = Tool::new("export", "Exports all contacts.", schema);
    let route = ToolRoute::new(export, || async { "exported".to_owned() });
    let tools = Server::tool_router().with_route(route);
    // The program has more servers.
    let tools = GuardedTools::in_module(module_path!(), tools)?;
    tools.require("export", requirement!(Contacts::Read::All))
}

/// Returns a prompt that is not a function of the server.
fn by_hand(name: &str) -> PromptRoute<Server> {
    let prompt = Prompt::new(name, None::<String>, None);
    PromptRoute::new_dyn(prompt, |_| {
        let messages = vec![PromptMessage::new_text(Role::User, "by hand")];
        Box::pin(async { Ok(GetPromptResult::new(messages).into()) })
    })
}

impl Server {
    pub(crate) fn new(lists: Lists) -> Self {
        let prompts = Self::prompt_router()
            .with_route(by_hand("all contacts"))
            .with_route(by_hand("farewell"));
        let prompts = GuardedPrompts::in_module(module_path!(), prompts).unwrap();
        let prompts = prompts.require("all contacts", requirement!(Contacts::Read::All)).unwrap();
        assert_eq!(prompts.unguarded(), ["farewell", "greeting"]);
        Self { tools: tools().unwrap(), prompts, lists }
    }
}

/// Returns the service at `/mcp`, behind the layer.
pub(crate) async fn service(lists: Lists) -> Router {
    let validator: TokenValidator = ISSUER.validator().build().await.unwrap();
    let layer = EntraLayer::new(validator).tools(&tools().unwrap()).resource(URL).unwrap();
    server(lists).layer(layer)
}

/// Returns the service without the layer.
pub(crate) fn server(lists: Lists) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let sessions = Arc::new(LocalSessionManager::default());
    let server = Server::new(lists);
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    Router::new().nest_service("/mcp", mcp)
}
