//! The refusal of a tool before the body is read, by the headers of MCP's Streamable HTTP.
//!
//! Since protocol version 2026-07-28, a request names its method in `Mcp-Method`, and the tool in
//! `Mcp-Name`. The headers come from the client and may disagree with the body, so they only ever
//! refuse: the guard of the tool decides on the tool that the body names.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::EntraLayer;
use super::head::RequestHead;
use super::verifier::{Sender, Verifier};
use crate::challenge::Challenge;
use crate::guard::McpGuards;
use crate::model::Model;

impl<M: Model, R> EntraLayer<M, R> {
    /// Refuses calls of tools with these guards: see `EntraLayer::tools`.
    pub(crate) fn with_tools(self, guards: Arc<McpGuards<M>>) -> Self {
        self.with(|verifier| verifier.tools = Some(guards))
    }
}

impl<M: Model> Verifier<M> {
    /// Returns the refusal of a request whose headers name a tool that needs further scopes, or a
    /// caller that signs in.
    pub(super) fn refuses_tool(
        &self,
        head: &impl RequestHead,
        sender: &Sender<M>,
    ) -> Option<Challenge> {
        let guard = self.tools.as_ref()?.get(&tool(head)?)?;
        let checked = match sender {
            Sender::Caller(caller, _) if guard.lacks_only_scopes(caller) => {
                guard.check(&self.behind_layer(caller.clone()))
            }
            // The guard of the tool decides and logs.
            Sender::Caller(..) => return None,
            Sender::Anonymous => guard.check(&self.anonymous()),
        };
        Some(self.own_mark().complete(checked.err()?.challenge()))
    }
}

/// Returns the tool that the headers of a request name.
fn tool(head: &impl RequestHead) -> Option<Cow<'_, str>> {
    if single(head, "mcp-method")? != b"tools/call" {
        return None;
    }
    decoded(single(head, "mcp-name")?)
}

/// Returns the value of a header that a request has once.
fn single<'a>(head: &'a impl RequestHead, name: &'static str) -> Option<&'a [u8]> {
    let mut values = head.values(name);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Returns the name in a header. One that cannot stand in a header is `=?base64?…?=`.
fn decoded(value: &[u8]) -> Option<Cow<'_, str>> {
    let encoded = value.strip_prefix(b"=?base64?").and_then(|rest| rest.strip_suffix(b"?="));
    match encoded {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).ok()?).ok().map(Cow::Owned),
        None => str::from_utf8(value).ok().map(Cow::Borrowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_decoded_if_it_could_not_stand_in_a_header() {
        for (value, expected) in [
            (&b"list_contacts"[..], Some("list_contacts")),
            (b"=?base64?bGlzdA==?=", Some("list")),
            (b"=?base64?w6Q=?=", Some("\u{e4}")),
            (b"=?base64?bGlzdA?=", None),
            (b"=?base64?/w==?=", None),
            (b"=?base64?bGlzdA==", Some("=?base64?bGlzdA==")),
            (b"\xff", None),
        ] {
            assert_eq!(decoded(value).as_deref(), expected, "{value:?}");
        }
    }
}
