//! JSON → typed values. A field of another type is an error; a missing one is not, and neither is `null`, but for what must be
//! true or false. How much an error leaves unknown, the caller says.

use std::fmt::Display;
use std::slice;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use super::{Text, keys, shape};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport};

/// What a value is, in the words of a message.
pub(super) fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null",
    }
}

/// Reports a property that should be an object, and keys given twice in it.
pub(super) fn check_object(property: &ObjectProp<'_>, report: &mut FileReport<'_, '_>) {
    match shape::unwrapped(&property.value) {
        Value::Object(object) => keys::check(object, Damage::Values, report),
        Value::NullKeyword(_) => {}
        other => {
            mismatch(
                other,
                "an object",
                format_args!("`{}`", property.name.as_str()),
                Damage::Values,
                report,
            );
        }
    }
}

/// The string at `key` of `owner`.
pub(super) fn text(
    object: &Object<'_>,
    key: &str,
    owner: &str,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<Text> {
    text_of(
        &shape::property(object, key)?.value,
        format_args!("`{key}` of {owner}"),
        damage,
        report,
    )
}

/// A value that should be a string.
pub(super) fn text_of(
    value: &Value<'_>,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<Text> {
    match value {
        Value::StringLit(literal) => Some(Text {
            text: literal.value.clone().into_owned(),
            at: report.here(literal.range()),
        }),
        Value::NullKeyword(_) => None,
        other => {
            mismatch(other, "a string", what, damage, report);
            None
        }
    }
}

/// A value that should be a list of objects; `ConvertTo-Json` leaves one of one without brackets. A
/// map from names to objects is no such list: its values would be passed over.
pub(super) fn objects<'v, 'a>(
    value: &'v Value<'a>,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> &'v [Value<'a>] {
    match shape::unwrapped(value) {
        one @ Value::Object(object) if !is_map(object) => slice::from_ref(one),
        list => self::list(list, what, damage, report).unwrap_or_default(),
    }
}

/// Whether each value is an object again, or there is none.
fn is_map(object: &Object<'_>) -> bool {
    object.properties.iter().all(|property| property.value.as_object().is_some())
}

/// A value that should be a list of words; `None` where it is something else, which is reported. Some exports write one of one as
/// the word alone, and at its depth limit `ConvertTo-Json` writes any as one string, with a space between.
pub(super) fn words(
    value: &Value<'_>,
    what: impl Display + Copy,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<Vec<Text>> {
    let values = match shape::unwrapped(value) {
        one @ Value::StringLit(_) => slice::from_ref(one),
        other => list(other, what, damage, report)?,
    };
    let mut words = Vec::new();
    for value in values.iter().filter(|value| value.as_null_keyword().is_none()) {
        let Text { text, at } = text_of(value, what, damage, report)?;
        words.extend(text.split_whitespace().map(|word| Text { text: word.to_owned(), at }));
    }
    Some(words)
}

/// A value that should be a list; `None` where it is something else, which is reported. `null` is an empty one, and so is the
/// empty string, which `ConvertTo-Json` writes for it at its depth limit.
fn list<'v, 'a>(
    value: &'v Value<'a>,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<&'v [Value<'a>]> {
    match value {
        Value::Array(array) => Some(&array.elements),
        Value::NullKeyword(_) => Some(&[]),
        Value::StringLit(text) if text.value.is_empty() => Some(&[]),
        other => {
            mismatch(other, "a list", what, damage, report);
            None
        }
    }
}

/// A value that should be an object.
pub(super) fn object<'v, 'a>(
    value: &'v Value<'a>,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<&'v Object<'a>> {
    let object = value.as_object();
    if object.is_none() {
        mismatch(value, "an object", what, damage, report);
    }
    object
}

/// A value that should be true or false, and nothing else: `null` would leave it open. Some exports write it as a string.
pub(super) fn boolean(
    value: &Value<'_>,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) -> Option<bool> {
    match value {
        Value::BooleanLit(literal) => Some(literal.value),
        Value::StringLit(literal) if literal.value.eq_ignore_ascii_case("true") => Some(true),
        Value::StringLit(literal) if literal.value.eq_ignore_ascii_case("false") => Some(false),
        other => {
            mismatch(other, "true or false", what, damage, report);
            None
        }
    }
}

/// A GUID; `None` where the text is something else, such as a placeholder.
pub(super) fn guid(text: &str) -> Option<u128> {
    const LENGTH: usize = 36;
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    let mut guid = 0_u128;
    for (index, byte) in text.bytes().enumerate() {
        if HYPHENS.contains(&index) {
            (byte == b'-').then_some(())?;
        } else {
            guid = (guid << 4) | u128::from(char::from(byte).to_digit(16)?);
        }
    }
    (text.len() == LENGTH).then_some(guid)
}

/// Reports a value of another type than expected.
pub(super) fn mismatch(
    value: &Value<'_>,
    expected: &str,
    what: impl Display,
    damage: Damage,
    report: &mut FileReport<'_, '_>,
) {
    let at = report.here(value.range());
    if let Value::StringLit(text) = value
        && is_cut_off(&text.value)
    {
        // The same is said of every object at that depth.
        let finding = Finding::new(
            Rule::CutOff,
            "`ConvertTo-Json` has cut the manifest off here: it goes two levels deep unless told otherwise; export it again with `ConvertTo-Json -Depth 10`",
        );
        report.error_once("", at, damage, finding);
        return;
    }
    let found = kind(value);
    let message = format_args!("expected {expected} for {what}, found {found}");
    report.error(at, damage, Finding::new(Rule::UnexpectedType, message));
}

/// What `PowerShell` writes for an object below the depth it was told to go to: its type, or its own notation of the content. Two
/// braces are a template's.
fn is_cut_off(text: &str) -> bool {
    ["Microsoft.", "System.", "@{", "class ", "{"]
        .iter()
        .any(|start| text.starts_with(start))
        && !text.starts_with("{{")
}
