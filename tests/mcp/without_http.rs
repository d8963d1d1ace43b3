//! A server over other transports than HTTP, which has no verified caller.

use rmcp::model::{CallToolRequestParams, ClientConfig};
use rmcp::{ServiceError, ServiceExt};

use super::server::{Lists, Server};

#[tokio::test]
async fn a_guarded_tool_is_refused_and_the_error_says_why() {
    let (to_server, to_client) = tokio::io::duplex(4096);
    let server = tokio::spawn(async { Server::new(Lists::Callable).serve(to_server).await });
    let client = ClientConfig::default().serve(to_client).await.unwrap();
    let _server = server.await.unwrap().unwrap();

    let guarded = client.call_tool(CallToolRequestParams::new("list_contacts")).await.unwrap_err();
    let ServiceError::McpError(error) = guarded else { panic!("{guarded:?}") };
    assert_eq!(error.code.0, -32603);
    assert_eq!(
        error.message,
        "this operation needs a verified caller, and the server has none for this request"
    );
    let open = client.call_tool(CallToolRequestParams::new("ping")).await.unwrap();
    assert_eq!(open.is_error, Some(false));
    let names: Vec<_> = client
        .list_all_tools()
        .await
        .unwrap()
        .into_iter()
        .map(|tool| tool.name)
        .collect();
    assert_eq!(names, ["ping"]);
    client.cancel().await.unwrap();
}
