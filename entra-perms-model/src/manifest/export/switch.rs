//! The switches of app roles and scopes, which enable or disable them.

use jsonc_parser::ast::{ObjectProp, Value};

use super::field::{Field, Fields};
use super::spellings;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, Shown};

/// Returns whether an entry is enabled. Without a switch, it is.
pub(super) fn is_enabled(entry: Fields<'_>) -> bool {
    check_unknown(entry);
    let mut first: Option<(Field<'_>, bool)> = None;
    for (key, meaning_of_true) in spellings::SWITCHES {
        let Some(switch) = entry.get(key, Damage::Meaning) else { continue };
        let Some(value) = switch.boolean() else { continue };
        let enabled = value == *meaning_of_true;
        match first {
            Some((first, first_enabled)) if first_enabled != enabled => {
                switch.report_contradiction(first.key());
            }
            _ => first = Some((switch, enabled)),
        }
    }
    first.is_none_or(|(_, enabled)| enabled)
}

/// Reports unknown keys that may disable an entry. If such a key were ignored, the entry would stay
/// enabled. A tool writes the key into every entry, so each key is reported once.
fn check_unknown(entry: Fields<'_>) {
    for property in &entry.object.properties {
        if !may_disable(property) {
            continue;
        }
        let name = property.name.as_str();
        let message = format!("unknown key `{}` may disable {}", Shown(name), entry.owner);
        let finding =
            Finding::new(Rule::UnknownSwitch, message).help("write `isEnabled`, or remove the key");
        let at = entry.report.here(property.range);
        entry.report.error_once(name, at, Damage::Meaning, finding);
    }
}

fn may_disable(property: &ObjectProp<'_>) -> bool {
    let name = property.name.as_str();
    if property.value.as_null_keyword().is_some() || is_known(name) {
        return false;
    }
    is_about_state(name) || holds_switch(&property.value)
}

/// Returns whether entries are known to have this key.
fn is_known(name: &str) -> bool {
    let mut switches = spellings::SWITCHES.iter().map(|(switch, _)| switch);
    spellings::ENTRY_KEYS.iter().any(|key| spellings::is_spelling(name, key))
        || switches.any(|key| spellings::is_spelling(name, key))
}

/// Returns whether the name of a key is about a state or the end of a life.
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
    // As parts of other words, they would have another meaning.
    const WORDS: &[&str] =
        &["on", "ison", "off", "isoff", "live", "islive", "phase", "stage", "eol"];
    let letters = spellings::letters(name);
    STEMS.iter().any(|stem| letters.contains(stem)) || WORDS.contains(&letters.as_str())
}

/// Returns whether a value is or contains a boolean, or contains a key about a state.
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
