//! `curl` commands with fresh tokens, to paste into a terminal.

use entra_perms_runtime::testing::DevIssuer;

use crate::scenario::actors;

/// Returns one command per caller. Each command ends in the path, which is easy to change.
pub(super) fn requests(issuer: &DevIssuer, client_id: &str, url: &str) -> String {
    let mut lines = vec![
        "a development issuer replaces Entra; its tokens expire in an hour".to_owned(),
        "`cargo entra-perms token -p crm` signs tokens of other callers; `--help` has examples"
            .to_owned(),
        format!("open {url}/permissions in a browser to see who may do what"),
        "try these commands, also with the path /me, /accounts, or /proposals".to_owned(),
        "to approve a proposal, add `-X POST` and use the path /proposals/2/approval".to_owned(),
    ];
    for actor in actors() {
        lines.push(format!("\n# {}", actor.description));
        lines.push(match actor.access_token(issuer, client_id) {
            Some(token) => format!("curl -i -H 'Authorization: Bearer {token}' {url}/contacts"),
            None => format!("curl -i {url}/contacts"),
        });
    }
    lines.join("\n")
}
