//! docs/guide/troubleshooting.md: the errors that it names exist, and the messages that it quotes.

use std::fs;
use std::path::Path;

use entra_perms_runtime::{BuildError, InvalidTenant, ResourceError, TokenError};

use crate::pages::{page, workspace};

/// Returns the names of variants, and compiles only if the variants exist.
macro_rules! names {
    ($error:ident: $($variant:ident),*) => {{
        $(let _ = |error: &$error| matches!(error, $error::$variant { .. });)*
        [$(stringify!($variant)),*]
    }};
}

/// Returns the names of errors on the page: words in parentheses, such as `Expired`.
fn named(page: &str) -> Vec<&str> {
    let spans = page.split("(`").skip(1).filter_map(|rest| rest.split("`)").next());
    let names = spans.map(|span| span.trim_start_matches("TokenError::"));
    names.filter(|name| name.chars().all(char::is_alphabetic)).collect()
}

#[test]
fn the_named_errors_exist() {
    let refused = names!(TokenError: Audience, BoundToKey, Encrypted, Expired, IdToken, Malformed,
        MicrosoftGraph, NoKind, NoPermission, NotYetValid, Tenant, UnknownIssuer, UnknownKey,
        Version, AppWithAgentAccount, UserWithAgentIdentity, AgentAccountWithoutAgent);
    let not_built = names!(BuildError: IdtypNotRequested, InvalidAuthority, InvalidClientId,
        InvalidRootCertificates, Metadata, NoBackend, NoClientId, NoDiscovery, NoKeys,
        NoRootCertificateGiven, NoRootCertificates, NoRuntime, NoTokenVersion, NoValidator,
        OneTenantOnly, RegistrationNotChosen, SharedIssuer, UnknownRegistration, Unreachable);
    let no_tenants = names!(InvalidTenant: NoOrganization, NotAGuid);
    let no_resource = names!(ResourceError: ExcessPart, InvalidUrl, TrailingSlash);
    let mut expected = [&refused[..], &not_built[..], &no_tenants[..], &no_resource[..]].concat();
    let page = page("docs/guide/troubleshooting.md");
    let mut named = named(&page);
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, expected);
}

/// Returns the text of all Rust files of a folder. Strings of several lines are joined.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let lines = fs::read_to_string(&path).unwrap();
            text.extend(lines.split("\\\n").map(str::trim_start));
        }
    }
    text
}

/// Returns the first cells of the tables whose heading is not `compiler message`.
fn first_cells(page: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    for table in page.split("\n\n").filter(|block| block.starts_with('|')) {
        if !table.starts_with("| compiler message |") {
            let rows = table.lines().skip(2);
            cells.extend(rows.filter_map(|row| row.strip_prefix("| ")?.split(" | ").next()));
        }
    }
    cells
}

/// Returns the texts of a cell that are in backticks, such as `` `text` ``, without the names of
/// errors in parentheses.
fn quoted(cell: &str) -> Vec<&str> {
    let cell = cell.rsplit_once(" (").map_or(cell, |(message, _)| message);
    let fence = if cell.contains("``") { "``" } else { "`" };
    cell.split(fence).skip(1).step_by(2).map(str::trim).collect()
}

#[test]
fn the_quoted_messages_exist() {
    let messages = ["entra-perms-runtime/src", "entra-perms-macros/src", "entra-perms-model/src"]
        .map(|folder| sources(&workspace().join(folder)))
        .concat();
    let mut checked = 0;
    for path in ["docs/guide/troubleshooting.md", "docs/guide/tokens.md"] {
        let page = page(path);
        // Only this section of `tokens.md` quotes messages.
        let quotes = page.split_once("\n## Log\n").map_or(&*page, |(_, log)| log);
        for text in first_cells(quotes).into_iter().flat_map(quoted) {
            assert!(messages.contains(text), "{path} quotes `{text}`, which is not a message");
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}
