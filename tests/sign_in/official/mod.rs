//! The official clients sign in to an MCP server: the SDKs for TypeScript and Python, and the
//! inspector of the project.
//!
//! - `server`: the MCP server;
//! - `program`: the programs of the clients. `walk.mjs` and `walk.py` call the tools, and this file
//!   compares their results;
//! - `inspector`: the inspector, with a token.
//!
//! The programs see the URLs of the servers, and send their requests to loopback instead.

mod inspector;
mod program;
mod server;

use serde_json::{Value, json};

use super::entra::{self, CLIENT, Entra, REDIRECT};
use super::network::Network;
use server::Sessions::{self, With, Without};

const URL: &str = "https://crm-dev.contoso.example/mcp";

/// The version of the protocol in which each request names its method and tool in headers.
const NEW: &str = "2026-07-28";
/// The last version without these headers.
const OLD: &str = "2025-11-25";

const TYPESCRIPT_1: &str = "@modelcontextprotocol/sdk";
const TYPESCRIPT_2: &str = "@modelcontextprotocol/client";
const PYTHON: &str = "mcp";

/// The record of a walk.
struct Walk {
    results: Value,
    /// The scopes of each sign-in.
    requested: Vec<Vec<String>>,
    visited: Vec<String>,
}

/// Lets a client without a token walk through a server at the URL.
async fn walk(package: &str, mode: Option<&str>, url: &'static str, sessions: Sessions) -> Walk {
    let entra = Entra::new();
    let validator = entra.issuer.validator().build().await.unwrap();
    let api = server::router(validator, url, sessions);
    let network = Network::start([(url, api), (entra::LOGIN, entra::router(&entra))]).await;
    let input = json!({
        "package": package, "mode": mode, "url": url, "hosts": network.addresses(),
        "client": CLIENT, "redirect": REDIRECT,
    });
    let results = match package {
        PYTHON => program::python(include_str!("walk.py"), &input).await,
        _ => program::node(include_str!("walk.mjs"), &input).await,
    };
    let scopes = |request: &String| {
        let names = request.split(' ').filter(|name| *name != "offline_access");
        names.map(ToOwned::to_owned).collect()
    };
    let requested = entra.requested().iter().map(scopes).collect();
    Walk { results, requested, visited: network.visited() }
}

/// Checks a walk through the server at [`URL`].
async fn check(package: &str, mode: Option<&str>, version: &str, sessions: Sessions) {
    let Walk { mut results, requested, visited } = walk(package, mode, URL, sessions).await;
    let context = format!("{package} {mode:?} {sessions:?}\n{results:#}\n{visited:#?}");
    assert_ne!(results["garbage"].take(), "connected", "{context}");
    let steps_up = version == NEW;
    let proposal = if steps_up { json!("approved") } else { lacks_scope(package) };
    let expected = json!({
        "version": version,
        "tools": ["about", "approve_proposal", "list_contacts"],
        "contacts": "Ada, Grace",
        "proposal": proposal,
        "contactsAgain": "Ada, Grace",
        "deletion": lacks_role(package),
        "renewed": "Ada, Grace",
        "garbage": null,
    });
    assert_eq!(results, expected, "{context}");

    let basic = format!("{URL}/Crm.Read.My");
    let wider = format!("{URL}/Sales.ReadWrite.Team");
    let sign_in = vec![basic.clone()];
    let mut sign_ins = vec![sign_in.clone(), sign_in];
    if steps_up {
        // The client keeps the scope that it has.
        sign_ins.insert(1, vec![basic, wider]);
    }
    assert_eq!(requested, sign_ins, "{context}");

    // The sign-in and `server/discover` or `initialize`, the list, four calls with one step-up, a
    // call with an expired token, and one or two requests with a token that is not a token.
    let expected: &[&str] = match version {
        NEW => &["401", "200", "200", "200", "403", "200", "200", "200", "401", "200", "401"],
        _ => &["401", "200", "202", "200", "200", "200", "200", "200", "401", "200", "401"],
    };
    let post = format!("POST {URL} ");
    let statuses: Vec<_> = visited.iter().filter_map(|visit| visit.strip_prefix(&post)).collect();
    assert_eq!(statuses[..expected.len()], *expected, "{context}");
    assert!(statuses[expected.len()..].iter().all(|status| *status == "401"), "{context}");
    // A client ends its session, if it has one.
    let has_session = !steps_up && sessions == With;
    assert_eq!(visited.contains(&format!("DELETE {URL} 202")), has_session, "{context}");
    // A client goes straight to the document that the challenge names.
    let document = "https://crm-dev.contoso.example/.well-known/oauth-protected-resource/mcp";
    assert_eq!(visited[1], format!("GET {document} 200"), "{context}");
}

/// Returns the error of a caller that no scope helps.
fn lacks_role(package: &str) -> Value {
    let text = "the user lacks the role `Contacts.Write.All`";
    let reasons = [json!({ "id": "lacks_role", "text": text })];
    let data = json!({ "error": "insufficient_scope", "reasons": reasons });
    denial(package, text, &data)
}

/// Returns the error for a client that does not name the tool in a header.
fn lacks_scope(package: &str) -> Value {
    let text = "the user holds `Proposals.ReadWrite.Team`, but the client lacks the scope \
                `Sales.ReadWrite.Team`";
    let reasons = [json!({ "id": "lacks_scope", "text": text })];
    let scopes = [[format!("{URL}/Sales.ReadWrite.Team")]];
    let data = json!({ "error": "insufficient_scope", "reasons": reasons, "scopes": scopes });
    denial(package, text, &data)
}

fn denial(package: &str, text: &str, data: &Value) -> Value {
    // This SDK writes the code into the message, too.
    let prefix = if package == TYPESCRIPT_1 { "MCP error -32003: " } else { "" };
    json!({ "code": -32003, "message": format!("{prefix}permission denied: {text}"), "data": data })
}

/// Version 2 of the SDK speaks the new protocol if its user switches the negotiation on.
#[tokio::test]
#[ignore = "needs the clients; `.ci/run clients` installs and runs them"]
async fn typescript_clients_sign_in_and_step_up() {
    for sessions in [With, Without] {
        check(TYPESCRIPT_1, None, OLD, sessions).await;
        check(TYPESCRIPT_2, None, OLD, sessions).await;
        check(TYPESCRIPT_2, Some("auto"), NEW, sessions).await;
    }
}

#[tokio::test]
#[ignore = "needs the clients; `.ci/run clients` installs and runs them"]
async fn python_clients_sign_in_and_step_up() {
    for sessions in [With, Without] {
        check(PYTHON, Some("legacy"), OLD, sessions).await;
        check(PYTHON, Some("auto"), NEW, sessions).await;
    }
}

/// Entra compares `resource` with the App ID URIs, and the scopes with both.
async fn check_urls(package: &str, mode: Option<&str>) {
    // The document has this URL without a slash, and the client does not add one.
    let api = "https://crm-dev.contoso.example";
    let Walk { results, .. } = walk(package, mode, api, Without).await;
    assert_eq!(results["renewed"], "Ada, Grace", "{package} {results:#}");
    // The scopes alone would be good: they have the first App ID URI.
    let Walk { results, requested, .. } =
        walk(package, mode, "https://crm.proxy.example/mcp", Without).await;
    let message = results["refused"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("AADSTS9010010"), "{package} {results:#}");
    assert_eq!(requested, [["api://crm-dev.contoso.example/Crm.Read.My"]], "{package}");
}

#[tokio::test]
#[ignore = "needs the clients; `.ci/run clients` installs and runs them"]
async fn typescript_clients_send_the_url_of_the_document() {
    check_urls(TYPESCRIPT_1, None).await;
    check_urls(TYPESCRIPT_2, Some("auto")).await;
}

#[tokio::test]
#[ignore = "needs the clients; `.ci/run clients` installs and runs them"]
async fn python_clients_send_the_url_of_the_document() {
    check_urls(PYTHON, Some("auto")).await;
}
