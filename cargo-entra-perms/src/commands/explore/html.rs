//! The page in one text: the template with its style, its scripts and the tables of a model.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::document::Document;
use crate::error::Failure;

/// The mark of a page that another page replaces.
pub(super) const MARK: &str = "written by `cargo entra-perms explore`";

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");

/// In their order in the page.
const SCRIPTS: [&str; 6] = [
    include_str!("page/decisions.js"),
    include_str!("page/elements.js"),
    include_str!("page/matrix.js"),
    include_str!("page/caller.js"),
    include_str!("page/simulator.js"),
    include_str!("page/page.js"),
];

/// Returns the page for a model.
pub(super) fn page(document: &Document) -> Result<String, Failure> {
    let model = json(document)?;
    let part = |name: &str| match name {
        "policy" => policy(),
        "name" => escaped(&document.name),
        "module" => escaped(&document.module),
        "style" => STYLE.to_owned(),
        "model" => model.clone(),
        "scripts" => SCRIPTS.map(|script| format!("<script>{script}</script>")).join("\n"),
        // A test finds a name that is not in this list.
        other => format!("{{{{{other}}}}}"),
    };
    let mut page = String::new();
    let mut rest = TEMPLATE;
    // One pass, so that no text of a model is read as a part of the template.
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        page.push_str(before);
        page.push_str(&part(name));
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

/// Returns the policy of the page: its own style and scripts, which it names by their hashes, and
/// nothing else. The page reaches no network.
fn policy() -> String {
    let scripts = SCRIPTS.map(source).join(" ");
    let style = source(STYLE);
    format!(
        "default-src 'none'; script-src {scripts}; style-src {style}; base-uri 'none'; \
         form-action 'none'"
    )
}

/// Returns the source expression of an inline style or script.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// Returns JSON that ends no element and begins no comment, whatever its texts are.
fn json(document: &Document) -> Result<String, Failure> {
    let json = serde_json::to_string(document)
        .map_err(|error| Failure::new(format_args!("cannot write the model as JSON: {error}")))?;
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e"))
}

/// Returns a text for an element of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{SCRIPTS, STYLE, TEMPLATE};

    /// A browser reads `\r\n` as `\n`, so the hash of such a script would differ.
    #[test]
    fn no_part_of_the_page_has_a_carriage_return() {
        for part in SCRIPTS.iter().chain([&STYLE, &TEMPLATE]) {
            assert!(!part.contains('\r'), "{part:.80}");
        }
    }
}
