//! Values that occur more than once.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use super::entry::{Members, Registered};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, Report, Shown};
use crate::model::Consent;

/// The repeats with another id that are reported one by one. More of them are one mistake: a list
/// with the permissions of several APIs.
const MAX_OTHER_IDS: usize = 3;

/// Returns each value once.
///
/// If exports of several tools are joined by hand, entries are repeated. This is not an error if
/// the entries agree.
pub(super) fn unrepeated(
    entries: Vec<Registered>,
    kind: &str,
    report: &mut Report<'_>,
) -> Vec<Registered> {
    let mut first_of: HashMap<String, Meaning> = HashMap::new();
    let mut kept = Vec::with_capacity(entries.len());
    let mut repeats = Vec::new();
    for entry in entries {
        let meaning = Meaning::of(&entry);
        match first_of.entry(entry.value.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(meaning);
                kept.push(entry);
            }
            Slot::Occupied(slot) => {
                let first = slot.get();
                if let Some(key) = first.difference(&meaning) {
                    let Registered { value, at, .. } = entry;
                    repeats.push(Repeat { key, value, at, first: first.at });
                }
            }
        }
    }
    report_repeats(repeats, kind, report);
    kept
}

/// The facts in which entries with one value must agree, and the place of the value.
struct Meaning {
    id: Option<u128>,
    enabled: bool,
    members: Members,
    consent: Option<Consent>,
    at: FileRange,
}

impl Meaning {
    fn of(entry: &Registered) -> Self {
        let Registered { id, enabled, members, consent, at, .. } = *entry;
        Self { id, enabled, members, consent, at }
    }

    /// Returns the key that has another value in a repeated entry.
    fn difference(&self, repeated: &Self) -> Option<&'static str> {
        if self.id.is_some() && repeated.id.is_some() && self.id != repeated.id {
            Some(ID)
        } else if self.enabled != repeated.enabled {
            Some("isEnabled")
        } else if self.members != repeated.members {
            Some("allowedMemberTypes")
        } else if self.consent.is_some()
            && repeated.consent.is_some()
            && self.consent != repeated.consent
        {
            Some("type")
        } else {
            None
        }
    }
}

/// The key in which the entries of several APIs differ.
const ID: &str = "id";

/// An entry that differs from the first one with its value.
struct Repeat {
    key: &'static str,
    value: String,
    at: FileRange,
    first: FileRange,
}

fn report_repeats(mut repeats: Vec<Repeat>, kind: &str, report: &mut Report<'_>) {
    let others: Vec<_> = repeats.iter().filter(|repeat| repeat.key == ID).collect();
    if let [first, ..] = others.as_slice()
        && others.len() > MAX_OTHER_IDS
    {
        let finding = several_apis(others.len(), first, kind, report);
        report.error(first.at, Damage::Meaning, finding);
        repeats.retain(|repeat| repeat.key != ID);
    }
    for repeat in repeats {
        let finding = other_meaning(&repeat, kind, report);
        report.error(repeat.at, Damage::Meaning, finding);
    }
}

fn several_apis(count: usize, first: &Repeat, kind: &str, report: &Report<'_>) -> Finding {
    Finding::new(Rule::SeveralApis, format!("{count} {kind}s are repeated with another `id`"))
        .note(format_args!(
            "for example, `{}` is first at {}",
            Shown(&first.value),
            report.place_text(first.first)
        ))
        .note("a list of the permissions of several APIs is not a manifest")
        .export_help()
}

fn other_meaning(repeat: &Repeat, kind: &str, report: &Report<'_>) -> Finding {
    let Repeat { key, value, at: _, first } = repeat;
    Finding::new(Rule::RepeatedEntry, format!("{kind} `{}` has two meanings", Shown(value)))
        .note(format_args!("`{key}` is different at {}", report.place_text(*first)))
        .help("remove one of the two entries")
}
