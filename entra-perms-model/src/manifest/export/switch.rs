//! Whether an app role or a scope is enabled.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::{field, keys, shape};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport, Shown};

/// Whether an entry is enabled, which it is if it does not say. `owner` is the kind of entry.
pub(super) fn is_enabled(
    object: &Object<'_>,
    owner: &str,
    report: &mut FileReport<'_, '_>,
) -> bool {
    check_unknown(object, owner, report);
    let mut said: Option<(&ObjectProp<'_>, bool)> = None;
    for (name, meaning) in shape::SWITCHES {
        let Some(property) = shape::property(object, name) else { continue };
        let what = format_args!("`{}` of {owner}", property.name.as_str());
        let Some(value) = field::boolean(&property.value, what, Damage::Meaning, report) else {
            continue;
        };
        let enabled = value == *meaning;
        match said {
            Some((first, first_enabled)) if first_enabled != enabled => {
                let place = |property: &ObjectProp<'_>| report.here(property.range);
                let (first_at, at) = (place(first), place(property));
                let names = (first.name.as_str(), property.name.as_str());
                keys::contradiction(names.0, first_at, names.1, at, Damage::Meaning, report);
            }
            _ => said = Some((property, enabled)),
        }
    }
    said.is_none_or(|(_, enabled)| enabled)
}

/// Refuses an unknown key that may disable an entry. If it were passed over, the entry would stay
/// enabled. A tool writes such a key into every entry, so each name is reported once.
fn check_unknown(object: &Object<'_>, owner: &str, report: &mut FileReport<'_, '_>) {
    for property in object.properties.iter().filter(|property| may_disable(property)) {
        let name = property.name.as_str();
        let message = format_args!(
            "`{}` of {owner} is not known, and may disable it; expected `isEnabled` or no such key",
            Shown(name)
        );
        let at = report.here(property.range);
        report.error_once(name, at, Damage::Meaning, Finding::new(Rule::UnknownSwitch, message));
    }
}

fn may_disable(property: &ObjectProp<'_>) -> bool {
    let name = property.name.as_str();
    let is_null = property.value.as_null_keyword().is_some();
    !is_null && !is_known(name) && (is_about_state(name) || holds_switch(&property.value))
}

/// Whether an entry is known to have such a key.
fn is_known(name: &str) -> bool {
    let mut switches = shape::SWITCHES.iter().map(|(name, _)| name);
    shape::ENTRY.iter().any(|known| shape::is_spelling(name, known))
        || switches.any(|known| shape::is_spelling(name, known))
}

/// Whether the name of a key speaks of being enabled, or of the end of a thing's life.
fn is_about_state(name: &str) -> bool {
    const STEMS: &[&str] = &[
        "enabl",
        "disabl",
        "activ",
        "delet",
        "deprecat",
        "revok",
        "suspend",
        "remov",
        "retir",
        "archiv",
        "hidden",
        "hide",
        "visib",
        "block",
        "lock",
        "obsolet",
        "lifecycle",
        "state",
        "status",
        "assignab",
        "availab",
        "unpublish",
        "withdr",
        "terminat",
        "decommission",
        "discontinu",
        "sunset",
        "cancel",
        "expir",
        "endof",
        "paus",
        "stop",
        "forbid",
        "restrict",
        "banned",
        "switch",
        "valid",
    ];
    // As parts of a word they would be in words of another meaning.
    const WORDS: &[&str] =
        &["on", "ison", "off", "isoff", "live", "islive", "phase", "stage", "eol"];
    let letters = shape::letters(name);
    STEMS.iter().any(|stem| letters.contains(stem)) || WORDS.contains(&letters.as_str())
}

/// Whether a value is true or false, or has something in it that is, or that speaks of a state.
fn holds_switch(value: &Value<'_>) -> bool {
    const TEXTS: &[&str] = &["true", "false", "yes", "no", "on", "off"];
    match value {
        Value::BooleanLit(_) => true,
        Value::NumberLit(number) => matches!(number.value, "0" | "1"),
        Value::StringLit(text) => {
            TEXTS.iter().any(|word| text.value.trim().eq_ignore_ascii_case(word))
        }
        Value::Array(list) => list.elements.iter().any(holds_switch),
        Value::Object(object) => object.properties.iter().any(|property| {
            let is_null = property.value.as_null_keyword().is_some();
            !is_null && (is_about_state(property.name.as_str()) || holds_switch(&property.value))
        }),
        Value::NullKeyword(_) => false,
    }
}
