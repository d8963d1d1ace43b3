//! The inspector of the MCP project, as a command with a token.

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};
use serde_json::Value;

use super::program;
use super::server::{self, Sessions};
use super::{NEW, OLD, URL};
use crate::network::Network;

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

#[tokio::test]
#[ignore = "needs the clients; `.ci/run clients` installs and runs them"]
async fn inspector_lists_calls_and_shows_refusals() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator: TokenValidator = issuer.validator().build().await.unwrap();
    let api = server::router(validator, URL, Sessions::With);
    let network = Network::start([(URL, api)]).await;
    let address = network.addresses()["crm-dev.contoso.example"];
    let url = format!("http://{address}/mcp");
    let token = issuer
        .user::<Model>()
        .roles([Role::ContactsReadMy, Role::ProposalsReadWriteTeam])
        .scopes([Scope::CrmReadMy])
        .sign();
    let header = format!("Authorization: Bearer {token}");
    let inspect = async |era: &str, arguments: &[&str]| {
        let basic = [url.as_str(), "--transport", "http", "--protocol-era", era];
        let rest = ["--stored-auth-only", "--header", &header];
        program::inspector(&[&basic, arguments, &rest].concat()).await
    };
    for (era, version) in [("legacy", OLD), ("auto", NEW)] {
        let list = inspect(era, &["--method", "tools/list"]).await;
        let tools = list["tools"].as_array().unwrap().iter();
        let mut names: Vec<_> = tools.map(|tool| tool["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["about", "approve_proposal", "list_contacts"], "{era}");

        let call =
            async |tool| inspect(era, &["--method", "tools/call", "--tool-name", tool]).await;
        let contacts = call("list_contacts").await;
        assert_eq!(contacts["content"][0]["text"], "Ada, Grace", "{era}");
        // The inspector shows the response, and does not sign in for more scopes.
        let refusal = match version {
            NEW => {
                "Insufficient scope: required \
                    \"https://crm-dev.contoso.example/mcp/Sales.ReadWrite.Team\""
            }
            _ => {
                "permission denied: the user holds `Proposals.ReadWrite.Team`, but the client \
                  lacks the scope `Sales.ReadWrite.Team`"
            }
        };
        assert_eq!(error(&call("approve_proposal").await), ("error", refusal), "{era}");
        // The inspector calls only tools that are in the list.
        assert_eq!(error(&call("delete_contacts").await).0, "tool_not_found", "{era}");
    }
    let arguments = ["--transport", "http", "--method", "tools/list", "--stored-auth-only"];
    let garbage = ["--header", "Authorization: Bearer garbage"];
    let refused = program::inspector(&[&[url.as_str()], &arguments[..], &garbage].concat()).await;
    assert_eq!(error(&refused).0, "auth_required");
}

fn error(output: &Value) -> (&str, &str) {
    let text = |key| output["error"][key].as_str().unwrap_or_default();
    (text("code"), text("message"))
}
