//! Calls of tools.

use entra_perms_runtime::mcp::{GuardedTools, GuardsError};
use entra_perms_runtime::requirement;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Model, Role, Scope};
use rmcp::handler::server::tool::ToolRouter;
use serde_json::{Value, json};

use super::client::{NEW, OLD, call};
use super::server::{ISSUER, Lists, Server, URL, service, tools};

/// A user with these roles, whose client has these scopes.
fn user<const R: usize, const S: usize>(
    roles: [Role; R],
    scopes: [Scope; S],
) -> TokenBuilder<'static, Model> {
    ISSUER.user().roles(roles).scopes(scopes)
}

#[tokio::test]
async fn each_tool_has_its_own_guard() {
    let service = service(Lists::Callable).await;
    let reader = || user([Role::ContactsReadTeam], [Scope::CrmReadTeam]);
    let writer = || user([Role::ContactsWriteTeam], [Scope::CrmReadWriteTeam]);
    let import = || ISSUER.app().roles([Role::ContactsWriteAll, Role::ContactsReadAll]);
    let seller = || user([Role::ProposalsReadWriteTeam], [Scope::SalesReadWriteTeam]);
    let lacks = |role: &str| format!("permission denied: the user lacks the role {role}");
    let team_or_all = "`Contacts.Read.Team`";
    for version in [NEW, OLD] {
        for (token, tool, expected) in [
            (reader(), "ping", Ok("pong".to_owned())),
            (reader(), "list_contacts", Ok("Ada, Grace".to_owned())),
            (writer(), "list_contacts", Err(lacks(team_or_all))),
            (writer(), "rename-contact", Ok("contact 7 is now Ada".to_owned())),
            (reader(), "rename-contact", Err(lacks("`Contacts.Write.Team`"))),
            (import(), "import", Ok("imported".to_owned())),
            (
                writer(),
                "import",
                Err("permission denied: only an application that acts as itself may do this"
                    .to_owned()),
            ),
            (import(), "export", Ok("exported".to_owned())),
            (reader(), "export", Err(lacks("`Contacts.Read.All`"))),
            (
                seller(),
                "approve",
                Ok("approved by 00000001-de70-4000-8000-000000000001".to_owned()),
            ),
            (reader(), "approve", Err(lacks("`Proposals.ReadWrite.Team`"))),
        ] {
            let result = call(&service, version, token, tool, json!({ "name": "Ada" })).await;
            let result = result.map_err(|error| error["message"].as_str().unwrap().to_owned());
            assert_eq!(result, expected, "{version} {tool}");
        }
    }
}

#[tokio::test]
async fn a_denial_tells_the_client_which_scopes_to_request() {
    let service = service(Lists::Callable).await;
    let without_scope = user([Role::ContactsWriteTeam], [Scope::CrmReadTeam]);
    // The version in which no header names the tool, so that the tool itself denies the call.
    let error = call(&service, OLD, without_scope, "rename-contact", json!({ "name": "Ada" }));
    let text = "the user holds `Contacts.Write.Team`, \
                but the client lacks the scope `Crm.ReadWrite.Team`";
    assert_eq!(
        error.await.unwrap_err(),
        json!({
            "code": -32003,
            "message": format!("permission denied: {text}"),
            "data": {
                "error": "insufficient_scope",
                "reasons": [{ "id": "lacks_scope", "text": text }],
                "scopes": [[format!("{URL}/Crm.ReadWrite.Team")]],
            },
        })
    );
}

/// A denied caller learns nothing from errors about arguments.
#[tokio::test]
async fn the_guard_runs_before_the_arguments_are_read() {
    let service = service(Lists::Callable).await;
    let reader = || user([Role::ContactsReadTeam], [Scope::CrmReadTeam]);
    let writer = user([Role::ContactsWriteTeam], [Scope::CrmReadWriteTeam]);
    let wrong = || json!({ "nme": 1 });
    let denied = call(&service, NEW, reader(), "rename-contact", wrong()).await.unwrap_err();
    assert_eq!(denied["code"], -32003);
    let read = call(&service, NEW, writer, "rename-contact", wrong()).await.unwrap();
    assert!(read.contains("missing field `name`"), "{read}");
    // A tool that does not exist is not found, for every caller.
    let unknown = call(&service, NEW, reader(), "rename", Value::Null).await.unwrap_err();
    assert_eq!(unknown["code"], -32602);
}

#[test]
fn tools_without_a_guard_are_found() {
    let tools = tools().unwrap();
    assert_eq!(tools.unguarded(), ["ping"]);
}

#[test]
fn a_guard_without_a_tool_and_a_second_guard_are_errors() {
    let empty = GuardedTools::<Server, Model>::new(ToolRouter::new()).unwrap_err();
    assert!(matches!(empty, GuardsError::NotInRouter { .. }), "{empty}");
    let again = |name| tools().unwrap().require(name, requirement!(Contacts::Read::All));
    let twice = again("list_contacts").unwrap_err().to_string();
    assert!(
        twice.starts_with(
            "two guards name the tool `list_contacts`: `mcp::server::list_contacts` ("
        ),
        "{twice}"
    );
    let unknown = again("list").unwrap_err().to_string();
    assert!(unknown.contains("names the tool `list`, which the router does not have"), "{unknown}");
}
