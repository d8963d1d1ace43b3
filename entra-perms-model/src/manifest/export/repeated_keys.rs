//! The keys of an object: no key is repeated, and no two keys contradict each other.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::spellings;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, FileReport, Shown};

/// Reports keys that are given twice, since JSON readers disagree on which of the two counts, and
/// keys that are given in two spellings with different values.
pub(super) fn check(object: &Object<'_>, damage: Damage, report: &FileReport<'_>) {
    // Among the few keys of most objects, a search is quicker than a hash. A macro is compiled
    // without optimization.
    const MAX_SEARCHED: usize = 32;
    let properties = object.properties.as_slice();
    let mut seen = HashMap::new();
    for (index, property) in properties.iter().enumerate() {
        let name = property.name.as_str();
        let earlier = if properties.len() <= MAX_SEARCHED {
            let mut earlier = properties.iter().take(index);
            earlier.find(|other| spellings::is_spelling(other.name.as_str(), name))
        } else {
            seen.insert(spellings::bare(name).collect::<String>(), property)
        };
        if let Some(earlier) = earlier {
            check_pair(earlier, property, damage, report);
        }
    }
}

fn check_pair(
    earlier: &ObjectProp<'_>,
    property: &ObjectProp<'_>,
    damage: Damage,
    report: &FileReport<'_>,
) {
    let first = Key::new(earlier, report);
    let second = Key::new(property, report);
    if first.name.eq_ignore_ascii_case(second.name) {
        let message = format!("`{}` is given twice in one object", Shown(second.name));
        let finding = Finding::new(Rule::RepeatedKey, message).help("remove one of the two");
        report.error(second.at, damage, finding);
    } else if !is_same_value(&earlier.value, &property.value) {
        report_contradiction(first, second, damage, report);
    }
}

/// A key of a file, with its place.
#[derive(Clone, Copy)]
pub(super) struct Key<'v> {
    pub(super) name: &'v str,
    pub(super) at: FileRange,
}

impl<'v> Key<'v> {
    /// Creates the key of a property.
    pub(super) fn new(property: &'v ObjectProp<'_>, report: &FileReport<'_>) -> Self {
        Self { name: property.name.as_str(), at: report.here(property.range) }
    }
}

/// Reports two keys with one meaning and different values.
pub(super) fn report_contradiction(
    first: Key<'_>,
    second: Key<'_>,
    damage: Damage,
    report: &FileReport<'_>,
) {
    let first_name = Shown(first.name);
    let message = format!("`{}` contradicts `{first_name}`", Shown(second.name));
    let finding = Finding::new(Rule::Contradiction, message)
        .note(format_args!("`{first_name}` is at {}", report.place(first.at)))
        .help("remove one of the two");
    report.error(second.at, damage, finding);
}

/// Returns whether two values are equal, if the keys of objects are in the same order. Exports
/// write `true` as a string, and GUIDs in any case.
pub(super) fn is_same_value(one: &Value<'_>, other: &Value<'_>) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut pairs = one.properties.iter().zip(&other.properties);
            one.properties.len() == other.properties.len()
                && pairs.all(|(one, other)| {
                    one.name.as_str() == other.name.as_str()
                        && is_same_value(&one.value, &other.value)
                })
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.elements.iter().zip(&other.elements);
            one.elements.len() == other.elements.len()
                && pairs.all(|(one, other)| is_same_value(one, other))
        }
        _ => match (scalar(one), scalar(other)) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        },
    }
}

fn scalar<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::StringLit(text) => Some(&text.value),
        Value::NumberLit(number) => Some(number.value),
        Value::BooleanLit(literal) => Some(if literal.value { "true" } else { "false" }),
        Value::NullKeyword(_) => Some("null"),
        Value::Object(_) | Value::Array(_) => None,
    }
}
