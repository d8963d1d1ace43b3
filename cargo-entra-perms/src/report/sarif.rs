//! SARIF 2.1.0, which code scanning of GitHub and Azure DevOps reads.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::checks::{self, Check};
use super::{Item, Report, json};
use crate::arguments::Level;
use crate::error::Failure;
use crate::place::Location;

pub(super) fn render(report: &Report) -> Result<String, Failure> {
    let ids: BTreeSet<_> = report.items.iter().map(|item| item.id).collect();
    let checks = checks::all();
    let rules: Vec<_> = ids.iter().map(|id| rule(id, &checks)).collect();
    json::pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://docs.rs/cargo-entra-perms",
                "rules": rules,
            }},
            // Columns count characters, and not UTF-16 code units.
            "columnKind": "unicodeCodePoints",
            "results": report.items.iter().map(result).collect::<Vec<_>>(),
        }],
    }))
}

/// Returns the description of a rule that has results.
fn rule(id: &str, checks: &[Check]) -> Value {
    match checks.iter().find(|check| check.id == id) {
        Some(check) => json!({ "id": id, "shortDescription": { "text": check.description } }),
        None => json!({ "id": id }),
    }
}

fn result(item: &Item) -> Value {
    let mut message = item.message.clone();
    for remark in &item.remarks {
        // Writing to a string cannot fail.
        let _ = write!(message, "\n{}: {}", remark.label(), remark.text);
    }
    let mut result = json!({
        "ruleId": item.id,
        "level": match item.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        },
        "message": { "text": message },
        "locations": item.place.iter().map(location).collect::<Vec<_>>(),
        "relatedLocations": item.related.iter().map(location).collect::<Vec<_>>(),
    });
    if let (Some(class), Value::Object(result)) = (item.class, &mut result) {
        result.insert("properties".to_owned(), json!({ "class": class }));
    }
    result
}

fn location(place: &Location) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": { "startLine": place.line, "startColumn": place.column },
    }})
}

/// Escapes a relative path as a reference of a URI.
fn uri(path: &str) -> String {
    let mut escaped = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            byte => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/ü:1.json"), "a%20b/%C3%BC%3A1.json");
    }
}
