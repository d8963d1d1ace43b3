//! Checks that the code of the pages is the code of this test.

use std::fs;
use std::path::{Path, PathBuf};

/// Each page, and the file of this test that contains its code.
const PAGES: [(&str, &str); 19] = [
    ("README.md", include_str!("readme.rs")),
    ("docs/guide/agents.md", include_str!("agents.rs")),
    ("docs/guide/browsers.md", include_str!("browsers.rs")),
    ("docs/guide/clients.md", include_str!("clients.rs")),
    ("docs/guide/command.md", include_str!("command.rs")),
    ("docs/guide/connections.md", include_str!("connections.rs")),
    ("docs/guide/container.md", include_str!("container.rs")),
    ("docs/guide/explorer.md", include_str!("explorer.rs")),
    ("docs/guide/frameworks.md", include_str!("frameworks.rs")),
    ("docs/guide/guards.md", include_str!("guards.rs")),
    ("docs/guide/manifest.md", include_str!("manifest.rs")),
    ("docs/guide/mcp.md", include_str!("mcp.rs")),
    ("docs/guide/openapi-and-audit.md", include_str!("openapi_and_audit.rs")),
    ("docs/guide/recipes.md", include_str!("recipes.rs")),
    ("docs/guide/refused.md", include_str!("refused.rs")),
    ("docs/guide/register.md", include_str!("register.rs")),
    ("docs/guide/testing.md", include_str!("testing.rs")),
    ("docs/guide/tokens.md", include_str!("tokens.rs")),
    ("docs/guide/troubleshooting.md", include_str!("troubleshooting.rs")),
];

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the text of a page.
pub fn page(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

/// Returns the fenced blocks of a page that have this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}");
    let starts = page.match_indices(&fence);
    starts
        .map(|(start, _)| {
            let block = &page[start + fence.len()..];
            &block[..block.find("\n```\n").unwrap()]
        })
        .collect()
}

/// Returns the lines of a block without their indentation, which differs inside of modules.
fn lines(code: &str) -> String {
    let lines: Vec<_> = code.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    format!("\n{}\n", lines.join("\n"))
}

#[test]
fn every_page_shows_code_of_this_test() {
    for (path, code) in PAGES {
        let page = page(path);
        let code = lines(code);
        for block in blocks(&page, "rust") {
            assert!(code.contains(&lines(block)), "{path} shows code that no test has:\n{block}");
        }
    }
}

#[test]
fn every_page_of_the_guide_is_checked() {
    let guide = fs::read_dir(workspace().join("docs/guide")).unwrap();
    let pages: Vec<_> = guide.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(pages.len(), PAGES.len() - 1);
    for page in pages {
        let path = Path::new("docs/guide").join(page);
        assert!(PAGES.iter().any(|(listed, _)| Path::new(listed) == path), "{path:?}");
    }
}

#[test]
fn the_readme_lists_every_feature() {
    let manifest = page("entra-perms-runtime/Cargo.toml");
    let (_, features) = manifest.split_once("\n[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let readme = page("README.md");
    let names = features.lines().filter_map(|line| line.split_once(" = "));
    for (name, _) in names.filter(|(name, _)| !["default", "__internals"].contains(name)) {
        let row = readme.lines().find(|line| {
            let cell = line.strip_prefix("| ").and_then(|row| row.split_once(" |"));
            cell.is_some_and(|(cell, _)| cell.split(", ").any(|named| named == format!("`{name}`")))
        });
        assert!(row.is_some(), "the README does not list the feature `{name}`");
    }
}
