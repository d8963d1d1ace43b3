//! The settings of the TOML file.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::key::Key;
use super::mistake::Mistake;
use super::text::{Place, Text};

/// Reads the file. The values become texts, so that each key has one reader.
pub(super) fn read(
    file: &Path,
    read_file: impl FnOnce(&Path) -> io::Result<String>,
) -> Result<BTreeMap<Key, Text>, Mistake> {
    let name = file.display();
    let content = read_file(file).map_err(|error| {
        Mistake::new(format!("cannot read `{name}`: {error}"))
            .help("`--config` and `CRM_CONFIG` name the file of settings")
    })?;
    let table = DeTable::parse(&content).map_err(|error| {
        let line = error.span().map_or(1, |span| line(&content, span.start));
        Mistake::new(format!("line {line} of `{name}` is not TOML: {}", error.message()))
    })?;

    let mut texts = BTreeMap::new();
    for (spanned, value) in table.get_ref() {
        let line = line(&content, spanned.span().start);
        let Some(key) = Key::from_name(spanned.get_ref()) else {
            let kind = format!("key in line {line} of `{name}`:");
            let known = Key::ALL.into_iter().map(|key| key.row().name.to_owned());
            return Err(Mistake::unknown(&kind, spanned.get_ref(), known));
        };
        let place = Place::Line { key, file: file.to_owned(), line };
        let Some(text) = text(value.get_ref()) else {
            let kind = value.get_ref().type_str();
            return Err(Mistake::new(format!("{place} must not be of the TOML type {kind}"))
                .help("write a text, a number, `true` or `false`, or a list of texts"));
        };
        texts.insert(key, Text { place, text });
    }
    Ok(texts)
}

/// Returns a value as the text that an option would have.
fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        // `0x10` and `1_000` are integers, too.
        DeValue::Integer(number) => {
            let number = i128::from_str_radix(number.as_str(), number.radix()).ok()?;
            Some(number.to_string())
        }
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Array(list) => {
            let items: Option<Vec<_>> = list.iter().map(|item| item.get_ref().as_str()).collect();
            Some(items?.join(","))
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// Returns the number of the line that contains the byte at `offset`.
fn line(content: &str, offset: usize) -> usize {
    content.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
