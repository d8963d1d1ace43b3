//! Requests to paste into a terminal, with fresh tokens.

use core::fmt::Write;

use entra_perms_runtime::testing::DevIssuer;

use crate::scenario::actors;

/// A request for each caller. The path stands at the end, where it is easily changed.
pub(super) fn requests(issuer: &DevIssuer, client_id: &str, url: &str) -> String {
    let mut text = format!(
        "the development issuer at {} stands in for Entra; its tokens are good for an hour\n\
         try these, and other paths at their end: /me /accounts /proposals\n",
        issuer.authority()
    );
    for actor in actors() {
        let header = actor
            .access_token(issuer, client_id)
            .map(|token| format!("-H 'Authorization: Bearer {token}' "));
        let header = header.unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n# {}\ncurl -i {header}{url}/contacts", actor.description);
    }
    text
}
