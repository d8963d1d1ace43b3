//! The texts that the user set, and their places.

use core::fmt;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::key::{DefaultValue, Key};
use super::mistake::{Expected, Mistake};

/// A text and the place at which the user wrote it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) place: Place,
    pub(super) text: String,
}

/// The place of a text.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Default(Key),
    Line { key: Key, file: PathBuf, line: usize },
    Variable(Key),
    Option(Key),
}

/// The text of each key that is set.
#[derive(Debug, Default)]
pub(super) struct Texts(BTreeMap<Key, Text>);

impl Texts {
    /// Adds texts that count more than the present ones.
    pub(super) fn override_with(&mut self, texts: BTreeMap<Key, Text>) {
        self.0.extend(texts);
    }

    /// Returns the value of a key. If it is not set, this is its default.
    pub(super) fn required<T>(
        &self,
        key: Key,
        read: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> Result<T, Mistake> {
        self.optional(key, read)?.ok_or_else(|| Mistake::missing(key))
    }

    /// Returns the value of a key, or `None` if it is not set and has no default.
    pub(super) fn optional<T>(
        &self,
        key: Key,
        read: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> Result<Option<T>, Mistake> {
        let text = match (self.0.get(&key), key.row().default) {
            (Some(Text { text, .. }), _) => text,
            (None, DefaultValue::Text(text)) => text,
            (None, DefaultValue::Nothing(_)) => return Ok(None),
        };
        match read(text) {
            Ok(value) => Ok(Some(value)),
            Err(expected) => Err(Mistake::invalid(&self.place(key), text, &expected)),
        }
    }

    pub(super) fn place(&self, key: Key) -> Place {
        self.0.get(&key).map_or(Place::Default(key), |text| text.place.clone())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default(key) => write!(f, "the default of `{}`", key.row().name),
            Self::Line { key, file, line } => {
                write!(f, "`{}` in line {line} of `{}`", key.row().name, file.display())
            }
            Self::Variable(key) => write!(f, "the variable `{}`", key.variable()),
            Self::Option(key) => write!(f, "the option `--{}`", key.option()),
        }
    }
}
