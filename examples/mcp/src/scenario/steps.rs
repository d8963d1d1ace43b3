//! The steps of the scenario, and the expected responses.
//!
//! The responses are a table that was written by hand from the documentation of the CRM. It uses no
//! code of the server, so that it is an independent check.

use serde_json::{Value, json};

use super::cast::Actor;

/// A request of an actor.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) actor: Actor,
    pub(super) text: &'static str,
    pub(super) request: Request,
    pub(super) expected: Expected,
}

#[derive(Clone, Debug)]
pub(super) enum Request {
    /// Connects without a token.
    ConnectWithoutToken,
    /// Gets a token, and connects. If the last response was a challenge, the token has its scopes.
    SignIn,
    ListTools,
    Call {
        tool: &'static str,
        arguments: Value,
    },
    /// Calls a tool, while the headers name another one.
    CallUnderFalseName {
        header: &'static str,
        tool: &'static str,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) status: u16,
    /// The scope of the first challenge. `None` if it names no scope, or if there is no challenge.
    pub(super) scope: Option<&'static str>,
    /// The text of the result, or of the error in the body. Empty for 401 and 403.
    pub(super) result: &'static str,
}

impl Request {
    /// Returns the method of the protocol.
    pub(super) fn method(&self) -> &'static str {
        match self {
            Self::ConnectWithoutToken | Self::SignIn => "server/discover",
            Self::ListTools => "tools/list",
            Self::Call { .. } | Self::CallUnderFalseName { .. } => "tools/call",
        }
    }

    /// Returns the tool that the headers name.
    pub(super) fn tool(&self) -> Option<&'static str> {
        match self {
            Self::Call { tool, .. } | Self::CallUnderFalseName { header: tool, .. } => Some(tool),
            Self::ConnectWithoutToken | Self::SignIn | Self::ListTools => None,
        }
    }
}

pub(super) fn steps() -> Vec<Step> {
    let groups = [desk(), assistant(), enricher(), intruders()];
    groups.into_iter().flatten().collect()
}

/// Adele may read the contacts of her team, write her own, and approve proposals of her team.
fn desk() -> Vec<Step> {
    let first = "api://crm-dev.contoso.example/Crm.Read.My";
    let more = "api://crm-dev.contoso.example/Crm.ReadWrite.My";
    let rename = call("rename_contact", json!({ "id": 1, "name": "Ada Lovelace" }));
    let import = call("import_contacts", json!({ "names": ["Kim Park"] }));
    let desk = |text, request, expected| Step { actor: Actor::Desk, text, request, expected };
    vec![
        desk(
            "The client has no token. The response names the scope to begin with.",
            Request::ConnectWithoutToken,
            refused(401, Some(first)),
        ),
        desk(
            "Adele signs in with this scope.",
            Request::SignIn,
            ok("connected with the scopes Crm.Read.My"),
        ),
        desk(
            "The list has the tools that Adele can use, now or with more scopes.",
            Request::ListTools,
            ok("about, list_contacts; with more scopes: approve_proposal, delete_contact, \
                rename_contact"),
        ),
        desk(
            "Adele may read more, but the client only has the scope for her own contacts.",
            call("list_contacts", json!({})),
            ok("1 Ada Nilsson"),
        ),
        desk(
            "The client lacks a scope. The response names it, before the server reads the body.",
            rename.clone(),
            refused(403, Some(more)),
        ),
        desk(
            "Step-up: Adele signs in again, with the old scope and the new one.",
            Request::SignIn,
            ok("connected with the scopes Crm.Read.My, Crm.ReadWrite.My"),
        ),
        desk(
            "The client calls the tool again with the new token.",
            rename,
            ok("contact 1 is now Ada Lovelace"),
        ),
        desk(
            "No scope helps, so there is no challenge. The tool denies the call in the body.",
            import,
            ok("permission denied: only an application that acts as itself may do this"),
        ),
    ]
}

/// The agent has the scopes `Crm.ReadWrite.My` and `Sales.ReadWrite.Team`.
fn assistant() -> Vec<Step> {
    let assistant =
        |text, request, expected| Step { actor: Actor::Assistant, text, request, expected };
    vec![
        assistant(
            "The agent has a token for Adele with two scopes.",
            Request::SignIn,
            ok("connected with the scopes Crm.ReadWrite.My, Sales.ReadWrite.Team"),
        ),
        assistant(
            "A person must stand behind an approval. Adele does.",
            call("approve_proposal", json!({ "id": 1 })),
            ok("`Warehouse rollout` is approved by ade10000-c0de-4000-8000-000000000001"),
        ),
        assistant(
            "No agent may delete contacts, also not for a person who may.",
            call("delete_contact", json!({ "id": 1 })),
            ok("permission denied: no agent may do this"),
        ),
    ]
}

/// The agent holds the roles `Contacts.Read.All` and `Contacts.Write.All`.
fn enricher() -> Vec<Step> {
    let enricher =
        |text, request, expected| Step { actor: Actor::Enricher, text, request, expected };
    vec![
        enricher(
            "The agent has a token for itself. Its roles take the place of scopes.",
            Request::SignIn,
            ok("connected without scopes"),
        ),
        enricher(
            "The list has the tools that the agent may call. More scopes would not help it.",
            Request::ListTools,
            ok("about, import_contacts, list_contacts, rename_contact"),
        ),
        enricher(
            "Only an application that acts as itself may import.",
            call("import_contacts", json!({ "names": ["Kim Park"] })),
            ok("contacts imported: 1"),
        ),
        enricher(
            "No person stands behind this approval.",
            call("approve_proposal", json!({ "id": 1 })),
            ok("permission denied: only a client that acts for a user may do this"),
        ),
    ]
}

fn intruders() -> Vec<Step> {
    let first = "api://crm-dev.contoso.example/Crm.Read.My";
    vec![
        Step {
            actor: Actor::Stranger,
            text: "The token has all roles and scopes, but its tenant is not accepted.",
            request: Request::SignIn,
            expected: refused(401, Some(first)),
        },
        Step {
            actor: Actor::Service,
            text: "Entra gives such a token to each service of the tenant. It permits nothing.",
            request: Request::SignIn,
            expected: refused(403, None),
        },
        Step {
            actor: Actor::Forger,
            text: "The headers name an open tool, but they never let anybody in.",
            request: Request::CallUnderFalseName { header: "about", tool: "import_contacts" },
            expected: Expected {
                status: 400,
                scope: None,
                result: "Mcp-Name header `about` does not match body value `import_contacts`",
            },
        },
    ]
}

fn call(tool: &'static str, arguments: Value) -> Request {
    Request::Call { tool, arguments }
}

fn ok(result: &'static str) -> Expected {
    Expected { status: 200, scope: None, result }
}

fn refused(status: u16, scope: Option<&'static str>) -> Expected {
    Expected { status, scope, result: "" }
}
