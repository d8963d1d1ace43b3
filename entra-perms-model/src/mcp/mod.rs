//! The URLs at which MCP clients see the API → findings. A client sends such a URL to Entra, which
//! knows it only as an App ID URI of the registration: `url` (the rule for a URL), `registration`
//! (the settings of one registration), `scopes`, `app_id_uri` (URLs and App ID URIs), `difference`
//! (an App ID URI that is almost a URL).
//!
//! <https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest#identifieruris-attribute>

mod app_id_uri;
mod difference;
mod registration;
mod scopes;
#[cfg(test)]
mod tests;
mod url;

use self::app_id_uri::Registrations;
use crate::arguments::Arguments;
use crate::clients::Apis;
use crate::finding::Findings;

/// Checks the URLs of `mcp`, and every registration of the API. Nothing is checked without URLs.
///
/// `apis` must be as written: scopes that another environment disables would be reported twice.
pub(crate) fn check(arguments: &Arguments, apis: Apis<'_>, findings: &mut Findings) {
    if arguments.mcp.is_empty() {
        return;
    }
    let urls = url::read(&arguments.mcp, findings);
    let mut known = Vec::new();
    for manifest in apis.manifests {
        if registration::check(manifest, findings) {
            known.push(manifest);
        }
    }
    let are_all = apis.are_complete && known.len() == apis.manifests.len();
    scopes::check(&known, are_all, findings);
    // A registration may have the URL that could not be read.
    if urls.are_complete && arguments.is_whole {
        let registrations = Registrations { known: &known, are_all };
        app_id_uri::check(&urls.list, registrations, findings);
    }
}
