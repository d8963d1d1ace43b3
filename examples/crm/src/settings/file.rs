//! The settings of the TOML file.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::key::{Key, Kind};
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
        let mistake =
            Mistake::new(format!("line {line} of `{name}` is not TOML: {}", error.message()));
        if has_bare_text(content.lines().nth(line - 1)) { mistake.help(QUOTE) } else { mistake }
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
        let kind = key.row().kind;
        let Some(text) = text(kind, value.get_ref()) else {
            let (noun, help) = expected(kind);
            let found = value.get_ref().type_str();
            return Err(
                Mistake::new(format!("{place} needs {noun}, not the TOML type {found}")).help(help)
            );
        };
        texts.insert(key, Text { place, text });
    }
    Ok(texts)
}

/// Returns a value as the text that an option would have, or `None` for a value of another kind.
fn text(kind: Kind, value: &DeValue<'_>) -> Option<String> {
    match (kind, value) {
        // The reader of the key decides about the text.
        (_, DeValue::String(text)) => Some(text.clone().into_owned()),
        // `0x10` and `1_000` are integers, too.
        (Kind::Number(_), DeValue::Integer(number)) => {
            let number = i128::from_str_radix(number.as_str(), number.radix()).ok()?;
            Some(number.to_string())
        }
        (Kind::Flag, DeValue::Boolean(value)) => Some(value.to_string()),
        (Kind::List(_), DeValue::Array(list)) => {
            let items: Option<Vec<_>> = list.iter().map(|item| item.get_ref().as_str()).collect();
            Some(items?.join(","))
        }
        _ => None,
    }
}

/// Returns the noun of a kind, and how to write it.
fn expected(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text(_) => ("a text", QUOTE),
        Kind::Number(_) => ("a whole number", "for example `10`"),
        Kind::List(_) => ("a list of texts", "for example `[\"https://crm.contoso.example\"]`"),
        Kind::Flag => ("`true` or `false`", "write it without quotation marks"),
    }
}

const QUOTE: &str = "write texts in quotation marks";

/// Returns whether the value in a line looks like a text without quotation marks.
fn has_bare_text(line: Option<&str>) -> bool {
    let Some((_, value)) = line.and_then(|line| line.split_once('=')) else { return false };
    let value = value.trim();
    let is_other = value.is_empty() || value.starts_with(['"', '\'', '[', '{']);
    !is_other && DeValue::parse(value).is_err()
}

/// Returns the number of the line that contains the byte at `offset`.
fn line(content: &str, offset: usize) -> usize {
    content.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
