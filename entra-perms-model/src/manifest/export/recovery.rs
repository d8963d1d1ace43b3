//! Names from a text that is not JSON. Without them, one missing comma would also be an error for
//! every use of a role in the program.

use std::collections::HashSet;

use jsonc_parser::common::Range;

use super::contents::{Raw, RawEntry, Text};
use super::form::Form;
use crate::manifest::report::FileReport;
use crate::manifest::value;

/// Reads each `"value": "…"` as an app role and as a scope. Returns `None` if there is none.
pub(super) fn recover(report: &FileReport<'_>) -> Option<Raw> {
    let mut seen = HashSet::new();
    let mut roles = Vec::new();
    let mut scopes = Vec::new();
    for value in values(report) {
        if seen.insert(value.text.clone()) {
            // A requirement must not fail because of the holders of a role, which are unknown.
            roles.push(entry(value.clone(), &["User", "Application"]));
            scopes.push(entry(value, &[]));
        }
    }
    if roles.is_empty() {
        return None;
    }
    Some(Raw { roles: Some(roles), scopes: Some(scopes), ..Raw::new(Form::BROKEN) })
}

fn values(report: &FileReport<'_>) -> Vec<Text> {
    const KEY: &str = "\"value\"";
    let text = report.text();
    // A text in lower case has the bytes of each key at the same positions.
    let lower = text.to_ascii_lowercase();
    let mut values = Vec::new();
    for (key, _) in lower.match_indices(KEY) {
        if let Some(range) = string_after_colon(text, key + KEY.len())
            && let Some(value) = text.get(range.start..range.end)
            && value::is_legal(value)
        {
            values.push(Text { text: value.to_owned(), at: report.here(range) });
        }
    }
    values
}

/// Returns the bytes of the string that follows a key, without its quotation marks.
fn string_after_colon(text: &str, key_end: usize) -> Option<Range> {
    let colon = text.get(key_end..)?.trim_start();
    let quoted = colon.strip_prefix(':')?.trim_start();
    let string = quoted.strip_prefix('"')?;
    let start = text.len() - string.len();
    let length = string.find('"')?;
    Some(Range::new(start, start + length))
}

fn entry(value: Text, members: &[&str]) -> RawEntry {
    let members = members.iter().map(|member| Text { text: (*member).to_owned(), at: value.at });
    RawEntry {
        members: Some(members.collect()),
        value,
        id: None,
        display_name: String::new(),
        description: String::new(),
        enabled: true,
        consent: None,
        of_tenant: false,
    }
}
