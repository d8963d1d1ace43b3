//! The keys of an object: none is given twice, and none in two spellings that contradict each
//! other.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::shape;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, FileReport};

/// Reports keys that are given twice, since JSON readers disagree on which of the two counts, and
/// keys that are given in two spellings whose values differ.
pub(super) fn check(object: &Object<'_>, damage: Damage, report: &mut FileReport<'_, '_>) {
    // In the few keys of most objects, a search is quicker than a hash. A macro is compiled without
    // optimization.
    const FEW: usize = 32;
    let properties = object.properties.as_slice();
    let mut seen = HashMap::new();
    for (index, property) in properties.iter().enumerate() {
        let name = property.name.as_str();
        let earlier = if properties.len() <= FEW {
            let mut earlier = properties.iter().take(index);
            earlier.find(|other| shape::is_spelling(other.name.as_str(), name))
        } else {
            seen.insert(shape::bare(name).collect::<String>(), property)
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
    report: &mut FileReport<'_, '_>,
) {
    let (first, name) = (earlier.name.as_str(), property.name.as_str());
    let at = report.here(property.range);
    if first.eq_ignore_ascii_case(name) {
        let message = format_args!("`{name}` is given twice in one object");
        report.error(at, damage, Finding::new(Rule::RepeatedKey, message));
    } else if !is_same_value(&earlier.value, &property.value) {
        contradiction(first, report.here(earlier.range), name, at, damage, report);
    }
}

/// Reports that two keys of one meaning say different things.
pub(super) fn contradiction(
    first: &str,
    first_at: FileRange,
    second: &str,
    at: FileRange,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) {
    let first_at = report.place_text(first_at);
    let message =
        format_args!("`{second}` contradicts `{first}` ({first_at}); expected one of the two");
    report.error(at, damage, Finding::new(Rule::Contradiction, message));
}

/// Whether two values say the same, with the keys of objects in one order. Exports write `true` as
/// a string, and GUIDs in any case.
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
