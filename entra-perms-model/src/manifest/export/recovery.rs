//! Names from a text that is no JSON: where one comma is missing, the whole program should not also be told that
//! none of its roles exists.

use std::collections::HashSet;

use jsonc_parser::common::Range;

use super::{Form, Raw, RawEntry, Text};
use crate::manifest::report::FileReport;
use crate::manifest::value;

/// Takes each `"value": "…"` for an app role and for a scope; `None` where there is none.
pub(super) fn recover(text: &str, report: &FileReport<'_, '_>) -> Option<Raw> {
    let mut seen = HashSet::new();
    let values: Vec<_> =
        values(text, report).filter(|value| seen.insert(value.text.clone())).collect();
    if values.is_empty() {
        return None;
    }
    let entries = |members: &[&str]| {
        Some(values.iter().map(|value| entry(value.clone(), members)).collect::<Vec<_>>())
    };
    Some(Raw {
        // Whatever a role was, a requirement that names it must not fail for who could hold it.
        roles: entries(&["User", "Application"]),
        scopes: entries(&[]),
        ..Raw::nothing(Form::BROKEN)
    })
}

fn values(text: &str, report: &FileReport<'_, '_>) -> impl Iterator<Item = Text> {
    const KEY: &str = "\"value\"";
    // In lower case every byte keeps its place.
    let keys: Vec<_> = text.to_ascii_lowercase().match_indices(KEY).map(|(key, _)| key).collect();
    keys.into_iter().filter_map(|key| {
        let after_colon = text.get(key + KEY.len()..)?.trim_start().strip_prefix(':')?.trim_start();
        let (value, _) = after_colon.strip_prefix('"')?.split_once('"')?;
        let start = text.len() - after_colon.len() + 1;
        let at = report.here(Range::new(start, start + value.len()));
        value::is_legal(value).then(|| Text { text: value.to_owned(), at })
    })
}

fn entry(value: Text, members: &[&str]) -> RawEntry {
    let members = members
        .iter()
        .map(|member| Text { text: (*member).to_owned(), at: value.at })
        .collect();
    RawEntry {
        value,
        id: None,
        display_name: String::new(),
        description: String::new(),
        enabled: true,
        members: Some(members),
    }
}
