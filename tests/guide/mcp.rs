//! docs/guide/mcp.md

use entra_perms_tests::crm as permissions;

use std::sync::Arc;

use axum::Router;
use entra_perms_runtime::mcp::{GuardedTools, GuardsError, SessionLayer};
use entra_perms_runtime::{EntraLayer, ResourceError, requirement, requires};
use permissions::{Caller, Model, Scope, TokenValidator, roles::*};
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ResourceContents,
};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};

#[derive(Clone)]
struct CrmServer {
    tools: GuardedTools<Self, Model>,
}

#[derive(serde::Deserialize, JsonSchema)]
struct NewName {
    id: u32,
    name: String,
}

#[tool_router]
impl CrmServer {
    /// Renames a contact.
    #[requires(Contacts::Write::Team)] // above `#[tool]`
    #[tool]
    async fn rename_contact(
        &self,
        Parameters(NewName { id, name }): Parameters<NewName>,
    ) -> Result<String, ErrorData> {
        Ok(format!("contact {id} is now {name}"))
    }

    /// Approves the proposal of the month.
    #[requires(Proposals::ReadWrite::Team, by = person, caller = context)]
    #[tool]
    async fn approve(&self, context: RequestContext<RoleServer>) -> Result<String, ErrorData> {
        let approver = Caller::from_request(&context)?.object_id();
        Ok(format!("approved by {approver:?}"))
    }

    /// Describes the server.
    #[tool]
    async fn about(&self) -> String {
        "the Contoso CRM".to_owned()
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for CrmServer {
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(self.tools.list_reachable(&context))
    }

    #[requires(Contacts::Read::Team, caller = context)]
    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let contents = ResourceContents::text("Ada, Grace", request.uri);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}

fn crm_tools() -> Result<GuardedTools<CrmServer, Model>, GuardsError> {
    GuardedTools::new(CrmServer::tool_router())
}

fn app(
    validator: TokenValidator,
    tools: GuardedTools<CrmServer, Model>,
) -> Result<Router, ResourceError> {
    let entra = EntraLayer::new(validator)
        .resource("https://mcp.contoso.com/mcp")?
        .basic_scopes([Scope::CrmReadTeam])
        .tools(&tools);
    let server = CrmServer { tools };
    let sessions = Arc::new(LocalSessionManager::default());
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(["mcp.contoso.com"])
        .with_legacy_session_mode(false);
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    let mcp = SessionLayer::<Model>::new().around(mcp);
    // The layer is at the root of the server, where it serves the document for clients.
    Ok(Router::new().nest_service("/mcp", mcp).layer(entra))
}

fn with_sessions() -> StreamableHttpServerConfig {
    StreamableHttpServerConfig::default().with_allowed_hosts(["mcp.contoso.com"])
}

fn with_export(
    export: ToolRoute<CrmServer>,
) -> Result<GuardedTools<CrmServer, Model>, GuardsError> {
    let router = CrmServer::tool_router().with_route(export);
    GuardedTools::new(router)?.require("export", requirement!(Contacts::Read::All))
}

#[test]
fn only_the_description_of_the_server_has_no_guard() {
    assert_eq!(crm_tools().unwrap().unguarded(), ["about"]);
}

mod tests {
    use std::io;
    use std::path::Path;

    use axum::body::Body;
    use entra_perms_model::{FileKind, Files, Lookup, analyze};
    use entra_perms_runtime::testing::DevIssuer;
    use http::{Request, StatusCode};
    use http_body_util::BodyExt;
    use permissions::Role;
    use rmcp::handler::server::tool::schema_for_input;
    use rmcp::model::Tool;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::*;
    use crate::pages::page;

    /// Returns the status, the challenge and the text of the response to a call.
    async fn call(tool: &str, scopes: &[Scope]) -> (StatusCode, String, String) {
        let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
        let validator: TokenValidator = issuer.validator().build().await.unwrap();
        let app = app(validator, crm_tools().unwrap()).unwrap();
        let token = issuer
            .user::<Model>()
            .roles([Role::ContactsReadTeam, Role::ContactsWriteTeam])
            .scopes(scopes.iter().copied());
        let message = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {
                "name": tool, "arguments": { "id": 7, "name": "Ada" },
                "_meta": {
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities": {},
                },
            },
        });
        let request = Request::post("/mcp")
            .header("host", "mcp.contoso.com")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("authorization", format!("Bearer {}", token.sign()))
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", "tools/call")
            .header("mcp-name", tool)
            .body(Body::from(message.to_string()))
            .unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        let challenge = response.headers().get("www-authenticate");
        let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, challenge.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_responses_are_those_of_the_page() {
        let (status, challenge, _) = call("rename_contact", &[Scope::CrmReadTeam]).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let shown = page("docs/guide/mcp.md");
        for parameter in challenge.split(", ") {
            assert!(shown.contains(parameter), "the page does not show {parameter}");
        }
        let (status, _, body) = call("rename_contact", &[Scope::CrmReadWriteTeam]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("contact 7 is now Ada"), "{body}");
        let (status, _, body) = call("approve", &[Scope::SalesReadWriteTeam]).await;
        assert_eq!(status, StatusCode::OK);
        let error: Value = serde_json::from_str(
            body.lines()
                .find_map(|line| line.strip_prefix("data: ").filter(|data| data.starts_with('{')))
                .unwrap_or(&body),
        )
        .unwrap();
        let (_, json) = shown.split_once("```json\n{\"code\"").unwrap();
        let (json, _) = json.split_once("```").unwrap();
        let json: Value = serde_json::from_str(&format!("{{\"code\"{json}")).unwrap();
        assert_eq!(error["error"], json);
    }

    #[test]
    fn a_tool_that_was_added_by_hand_has_its_requirement() {
        let schema = schema_for_input::<NewName>().unwrap();
        let export = Tool::new("export", "Exports all contacts.", schema);
        let export = ToolRoute::new(export, || async { "exported".to_owned() });
        assert_eq!(with_export(export).unwrap().unguarded(), ["about"]);
        let _ = with_sessions();
    }

    /// The registration that the commands of the page make.
    #[test]
    fn the_commands_make_a_registration_for_the_server() {
        let shown = page("docs/guide/mcp.md");
        let mut registration = json!({ "appId": "86bd2ede-e2b4-43db-8272-e1697192d072" });
        let id = "a443a4ea-246d-4d61-82f0-a215d8289025";
        let bodies = shown.split("--body '").skip(1).map(|rest| rest.split("'\n").next().unwrap());
        for body in bodies {
            let body = body
                .replace("'$READ'", id)
                .replace("'$ROLE'", "bd371ac0-d351-40af-8425-8fdb3e63c7a3")
                .replace("'$CLIENT'", "2cb85f3f-4a24-439a-9d99-8017f5e2fc57")
                .replace("'$URL'", "https://mcp.contoso.com/mcp");
            assert!(!body.contains('$'), "{body}");
            let body: Value = serde_json::from_str(&body).unwrap();
            for (key, value) in body.as_object().unwrap() {
                match (registration.get_mut(key), value) {
                    (Some(Value::Object(old)), Value::Object(new)) => {
                        old.extend(new.clone());
                    }
                    _ => registration[key] = value.clone(),
                }
            }
        }
        assert_eq!(registration["identifierUris"], json!(["https://mcp.contoso.com/mcp"]));
        let api = &registration["api"];
        assert_eq!(api["requestedAccessTokenVersion"], 2);
        assert_eq!(api["preAuthorizedApplications"][0]["delegatedPermissionIds"], json!([id]));

        let files = OneFile(registration.to_string());
        let lookup = Lookup::new(&files, Some("/package".into()), None);
        let arguments = r#"manifest = "my-api.json", scopes = { "*" => ["Contacts.Read.My"] }"#;
        let analysis = analyze(arguments.parse().unwrap(), &lookup);
        assert!(analysis.findings.is_empty(), "{:?}", analysis.findings);
    }

    /// The file `my-api.json` of a package.
    struct OneFile(String);

    impl Files for OneFile {
        fn kind(&self, path: &Path) -> FileKind {
            match path.to_str() {
                Some("/package/my-api.json") => FileKind::File { bytes: self.0.len() as u64 },
                Some("/package") => FileKind::Folder,
                _ => FileKind::Nothing,
            }
        }

        fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
            Ok(self.0.as_bytes().to_vec())
        }
    }
}
