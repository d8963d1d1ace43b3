//! JSON → typed values. [`Fields`] finds the values of an object, and [`Field`] reads one of them.
//!
//! A value of another type is an error. A missing value and `null` are not, except for `null` in
//! the place of a boolean.

use std::fmt::{self, Display};
use std::slice;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use super::contents::Text;
use super::repeated_keys::{self, Key};
use super::spellings::{self, Places};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, FileReport, Shown};

/// The values of one object.
#[derive(Clone, Copy)]
pub(super) struct Fields<'v> {
    pub(super) object: &'v Object<'v>,
    pub(super) report: &'v FileReport<'v>,
    /// The name of the object in messages, such as "an app role".
    pub(super) owner: &'static str,
}

impl<'v> Fields<'v> {
    /// Reads an element of a list, which must be an object without repeated keys. `owner` is its
    /// name in messages.
    pub(super) fn from_element(
        element: &'v Value<'v>,
        owner: &'static str,
        damage: Damage,
        report: &'v FileReport<'v>,
    ) -> Option<Self> {
        let object = object(element, owner, damage, report)?;
        repeated_keys::check(object, damage, report);
        Some(Self { object, report, owner })
    }

    /// Returns the value of this key, in any spelling. `damage` is the effect of an error in it.
    pub(super) fn get(self, key: &str, damage: Damage) -> Option<Field<'v>> {
        let property = spellings::property(self.object, key)?;
        Some(self.field(property, damage))
    }

    /// Returns the value at the first of these places that has one. `null` is not a value.
    pub(super) fn first(self, places: Places, damage: Damage) -> Option<Field<'v>> {
        let property = spellings::find(self.object, places)?;
        Some(self.field(property, damage))
    }

    /// Returns the values at all of these places.
    pub(super) fn all(
        self,
        places: Places,
        damage: Damage,
    ) -> impl Iterator<Item = Field<'v>> + use<'v> {
        spellings::find_all(self.object, places).map(move |property| self.field(property, damage))
    }

    fn field(self, property: &'v ObjectProp<'v>, damage: Damage) -> Field<'v> {
        Field { property, owner: self.owner, damage, report: self.report }
    }
}

/// A value in an object, with its name in messages and the effect of an error in it.
#[derive(Clone, Copy)]
pub(super) struct Field<'v> {
    property: &'v ObjectProp<'v>,
    owner: &'static str,
    damage: Damage,
    report: &'v FileReport<'v>,
}

impl<'v> Field<'v> {
    /// Returns the value, which may have any type.
    pub(super) fn value(self) -> &'v Value<'v> {
        &self.property.value
    }

    /// Returns whether the value is `null`.
    pub(super) fn is_null(self) -> bool {
        matches!(self.value(), Value::NullKeyword(_))
    }

    /// Returns whether the value is a string or `null`.
    pub(super) fn is_text_or_null(self) -> bool {
        matches!(self.value(), Value::StringLit(_) | Value::NullKeyword(_))
    }

    /// Returns the place of the value.
    pub(super) fn at(self) -> FileRange {
        self.report.here(self.value().range())
    }

    /// Returns the key.
    pub(super) fn key(self) -> Key<'v> {
        Key::new(self.property, self.report)
    }

    /// Reads a string.
    pub(super) fn text(self) -> Option<Text> {
        self.text_of(self.value())
    }

    /// Reads `true` or `false`. `null` is an error, because it leaves the question open. Some
    /// exports write a boolean as a string.
    pub(super) fn boolean(self) -> Option<bool> {
        match self.value() {
            Value::BooleanLit(literal) => Some(literal.value),
            Value::StringLit(literal) if literal.value.eq_ignore_ascii_case("true") => Some(true),
            Value::StringLit(literal) if literal.value.eq_ignore_ascii_case("false") => Some(false),
            other => {
                self.mismatch(other, Expected::Boolean);
                None
            }
        }
    }

    /// Reads a list of words. Returns `None` after an error.
    ///
    /// Some exports write a list of one word as the word alone. Beyond its depth limit,
    /// `ConvertTo-Json` writes a list as one string, with a space between the words.
    pub(super) fn words(self) -> Option<Vec<Text>> {
        let values = match spellings::unwrapped(self.value()) {
            word @ Value::StringLit(_) => slice::from_ref(word),
            list => self.list(list)?,
        };
        let mut words = Vec::new();
        for value in values {
            if matches!(value, Value::NullKeyword(_)) {
                continue;
            }
            let Text { text, at } = self.text_of(value)?;
            words.extend(text.split_whitespace().map(|word| Text { text: word.to_owned(), at }));
        }
        Some(words)
    }

    /// Reads a list of objects, and returns its elements. Returns no elements after an error.
    ///
    /// `ConvertTo-Json` writes a list of one object as the object alone. A map from names to
    /// objects is an error, because its values are not entries.
    pub(super) fn elements(self) -> &'v [Value<'v>] {
        match spellings::unwrapped(self.value()) {
            element @ Value::Object(object) if !is_map(object) => slice::from_ref(element),
            list => self.list(list).unwrap_or(&[]),
        }
    }

    /// Reports a value that is neither an object nor `null`, and keys that are repeated in it.
    pub(super) fn check_object(self) {
        match spellings::unwrapped(self.value()) {
            Value::Object(object) => repeated_keys::check(object, self.damage, self.report),
            Value::NullKeyword(_) => {}
            other => self.mismatch(other, Expected::Object),
        }
    }

    /// Reports that this field contradicts another one.
    pub(super) fn report_contradiction(self, first: Key<'_>) {
        repeated_keys::report_contradiction(first, self.key(), self.damage, self.report);
    }

    /// Reports an error in the value.
    pub(super) fn error(self, finding: Finding) {
        self.report.error(self.at(), self.damage, finding);
    }

    fn text_of(self, value: &Value<'_>) -> Option<Text> {
        match value {
            Value::StringLit(literal) => {
                let text = literal.value.clone().into_owned();
                Some(Text { text, at: self.report.here(literal.range()) })
            }
            Value::NullKeyword(_) => None,
            other => {
                self.mismatch(other, Expected::Text);
                None
            }
        }
    }

    /// `null` is an empty list. Beyond its depth limit, `ConvertTo-Json` writes an empty list as
    /// the empty string.
    fn list(self, value: &'v Value<'v>) -> Option<&'v [Value<'v>]> {
        match value {
            Value::Array(array) => Some(&array.elements),
            Value::NullKeyword(_) => Some(&[]),
            Value::StringLit(text) if text.value.is_empty() => Some(&[]),
            other => {
                self.mismatch(other, Expected::List);
                None
            }
        }
    }

    fn mismatch(self, value: &Value<'_>, expected: Expected) {
        report_mismatch(value, expected, &self, self.damage, self.report);
    }
}

/// The name in messages.
impl Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of {}", Shown(self.property.name.as_str()), self.owner)
    }
}

/// Returns whether each value is an object. The empty object is a map, too.
fn is_map(object: &Object<'_>) -> bool {
    object.properties.iter().all(|property| property.value.as_object().is_some())
}

/// Reads an element of a list, which must be an object. `owner` is its name in messages.
pub(super) fn object<'v>(
    element: &'v Value<'v>,
    owner: &'static str,
    damage: Damage,
    report: &FileReport<'_>,
) -> Option<&'v Object<'v>> {
    if let Value::Object(object) = element {
        return Some(object);
    }
    report_mismatch(element, Expected::Object, &owner, damage, report);
    None
}

/// Returns the type of a value, in the words of a message.
pub(super) fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null",
    }
}

/// The type that a value must have.
#[derive(Debug, Clone, Copy)]
enum Expected {
    Text,
    Boolean,
    List,
    Object,
}

impl Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a string",
            Self::Boolean => "true or false",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}

fn report_mismatch(
    value: &Value<'_>,
    expected: Expected,
    name: &dyn Display,
    damage: Damage,
    report: &FileReport<'_>,
) {
    let at = report.here(value.range());
    if is_cut_off(value) {
        let finding = Finding::new(Rule::CutOff, "`ConvertTo-Json` has cut the manifest off")
            .note("without `-Depth`, `ConvertTo-Json` writes two levels of objects")
            .help("export the manifest again with `ConvertTo-Json -Depth 10`");
        // Every object at that depth is cut off.
        report.error_once("", at, damage, finding);
        return;
    }
    let message = format!("expected {expected} for {name}, found {}", type_name(value));
    let finding = Finding::new(Rule::UnexpectedType, message);
    report.error(at, damage, with_remedy(finding, value, expected));
}

/// Adds the remedy of a value that a user may have written.
fn with_remedy(finding: Finding, value: &Value<'_>, expected: Expected) -> Finding {
    match (expected, value) {
        (Expected::Text, Value::NumberLit(_) | Value::BooleanLit(_)) => {
            finding.help("write it in double quotes")
        }
        (Expected::Boolean, _) => finding.help("write `true` or `false`"),
        (Expected::List, Value::Object(_)) => finding.help("write the entries between `[` and `]`"),
        _ => finding.export_help(),
    }
}

/// Returns whether `ConvertTo-Json` wrote this string for an object beyond its depth limit: its
/// type, or its content in a notation of PowerShell. Two braces belong to a template.
fn is_cut_off(value: &Value<'_>) -> bool {
    const STARTS: [&str; 5] = ["Microsoft.", "System.", "@{", "class ", "{"];
    let Value::StringLit(literal) = value else { return false };
    let text = literal.value.as_ref();
    STARTS.iter().any(|start| text.starts_with(start)) && !text.starts_with("{{")
}
