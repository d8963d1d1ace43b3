//! Values that are given more than once.

use std::collections::HashMap;

use super::Registered;
use crate::files::EXPORT;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, Report, Shown};

/// More entries with another id are one mistake: the permissions of several APIs in one list.
const MOST: usize = 3;

/// Each value once. Exports of several tools that were joined by hand repeat entries, which does no
/// harm if the entries agree.
pub(super) fn unrepeated(
    entries: Vec<Registered>,
    kind: &str,
    report: &mut Report<'_>,
) -> Vec<Registered> {
    let mut first_of = HashMap::new();
    let mut kept: Vec<Registered> = Vec::with_capacity(entries.len());
    let mut repeats = Vec::new();
    for entry in entries {
        let first = first_of.get(&entry.value).and_then(|index: &usize| kept.get(*index));
        let Some(first) = first else {
            first_of.insert(entry.value.clone(), kept.len());
            kept.push(entry);
            continue;
        };
        if let Some(key) = difference(first, &entry) {
            repeats.push(Repeat { key, value: entry.value, at: entry.at, first: first.at });
        }
    }
    report_repeats(repeats, kind, report);
    kept
}

/// An entry that differs from the first one of its value.
struct Repeat {
    key: &'static str,
    value: String,
    at: FileRange,
    first: FileRange,
}

fn report_repeats(mut repeats: Vec<Repeat>, kind: &str, report: &mut Report<'_>) {
    let others: Vec<_> = repeats.iter().filter(|repeat| repeat.key == ID).collect();
    if let [first, ..] = others.as_slice()
        && others.len() > MOST
    {
        let message = format!(
            "{} {kind}s have another id than the first of the same value, such as `{}` ({}); the \
             permissions of several APIs are not a manifest: export the registration of this API: \
             {EXPORT}",
            others.len(),
            Shown(&first.value),
            report.place_text(first.first)
        );
        report.error(first.at, Damage::Meaning, message);
        repeats.retain(|repeat| repeat.key != ID);
    }
    for Repeat { key, value, at, first } in repeats {
        let message = format!(
            "{kind} `{}` is repeated with different meaning: `{key}` is not the same at {}",
            Shown(&value),
            report.place_text(first)
        );
        report.error(at, Damage::Meaning, Finding::new(Rule::RepeatedEntry, message));
    }
}

const ID: &str = "id";

/// The key in which two entries of one value differ.
fn difference(one: &Registered, other: &Registered) -> Option<&'static str> {
    if one.id.is_some() && other.id.is_some() && one.id != other.id {
        Some(ID)
    } else if one.enabled != other.enabled {
        Some("isEnabled")
    } else if one.members != other.members {
        Some("allowedMemberTypes")
    } else {
        None
    }
}
