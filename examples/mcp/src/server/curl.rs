//! Commands with fresh tokens, to paste into a terminal: for `curl`, and for the inspector of MCP.

use entra_perms_runtime::testing::DevIssuer;

use super::PATH;
use crate::permissions::{Scope, ScopeSet};
use crate::scenario::Actor;

/// Returns one token per caller, and commands that use them.
pub(super) fn requests(issuer: &DevIssuer, url: &str) -> String {
    let authority = issuer.authority();
    let origin = url.strip_suffix(PATH).unwrap_or(url);
    let mut parts = vec![format!(
        "the development issuer at {authority} replaces Entra; its tokens expire in an hour\n\
             paste one of the tokens, and then one of the commands"
    )];
    for actor in [Actor::Desk, Actor::Assistant, Actor::Enricher] {
        let scopes = actor.first_scopes() | ScopeSet::from(Scope::CrmReadMy);
        let token = actor.token(issuer, scopes);
        parts.push(format!("# {}\nTOKEN={token}", actor.description()));
    }
    parts.extend([
        format!(
            "# the document that tells clients how to sign in; it needs no token\n\
             curl -i {origin}/.well-known/oauth-protected-resource{PATH}"
        ),
        format!("# the tools of the caller\n{}", list(url)),
        format!(
            "# a call; with the first token, the response is a 403 that names the missing scope\n{}",
            call(url)
        ),
        format!("# the tools of the caller, in the inspector of MCP\n{}", inspector(url)),
    ]);
    parts.join("\n\n")
}

fn inspector(url: &str) -> String {
    format!(
        r#"npx @modelcontextprotocol/inspector --cli {url} --transport http \
  --method tools/list --header "Authorization: Bearer $TOKEN""#
    )
}

fn list(url: &str) -> String {
    command(url, "tools/list", "", "")
}

fn call(url: &str) -> String {
    let header = "\n  -H 'Mcp-Name: rename_contact' \\";
    let params =
        "\n       \"name\": \"rename_contact\", \"arguments\": {\"id\": 1, \"name\": \"Ada\"},";
    command(url, "tools/call", header, params)
}

fn command(url: &str, method: &str, header: &str, params: &str) -> String {
    format!(
        r#"curl -i {url} \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json, text/event-stream' \
  -H 'MCP-Protocol-Version: 2026-07-28' \
  -H 'Mcp-Method: {method}' \{header}
  -d '{{"jsonrpc": "2.0", "id": 1, "method": "{method}", "params": {{{params}
       "_meta": {{
       "io.modelcontextprotocol/protocolVersion": "2026-07-28",
       "io.modelcontextprotocol/clientCapabilities": {{}}}}}}}}'"#
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_guide_shows_the_command_for_the_inspector() {
        let guide = include_str!("../../../../docs/guide/mcp.md");
        assert!(guide.contains(&inspector("http://127.0.0.1:8081/mcp")));
    }

    #[test]
    fn the_commands_send_the_message_that_their_headers_name() {
        let url = "http://127.0.0.1:8081/mcp";
        for (command, method, tool) in
            [(list(url), "tools/list", None), (call(url), "tools/call", Some("rename_contact"))]
        {
            let (headers, body) = command.split_once("-d '").unwrap();
            let body: Value = serde_json::from_str(body.strip_suffix('\'').unwrap()).unwrap();
            assert_eq!(body["method"], method);
            assert_eq!(body["params"]["name"].as_str(), tool);
            assert!(headers.contains(&format!("'Mcp-Method: {method}' \\\n")), "{headers}");
            let name = tool.map(|tool| format!("'Mcp-Name: {tool}' \\\n"));
            assert_eq!(headers.contains("Mcp-Name"), name.is_some(), "{headers}");
            assert!(headers.contains(&name.unwrap_or_default()), "{headers}");
            assert!(command.lines().all(|line| line.len() <= 100), "{command}");
        }
    }
}
