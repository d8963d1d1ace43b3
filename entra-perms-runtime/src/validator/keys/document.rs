//! A JWKS document (RFC 7517, section 5). Each of its keys is parsed separately.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The reason why a document is not a JWKS. It shows nothing of the document, which may contain
/// secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAKeySet {
    #[error("is not JSON: line {line}, column {column}")]
    NotJson { line: usize, column: usize },
    #[error("has no array `keys`")]
    NoArray,
}

/// Returns the members of `keys`. Each is parsed, or is the problem that prevents parsing it.
///
/// A member may be JSON and still not fit into a [`Value`]: if it is nested too deeply, has half a
/// surrogate pair, or has a number that is too large.
pub(super) fn members(document: &[u8]) -> Result<Vec<Result<Value, &'static str>>, NotAKeySet> {
    // A parser may ignore the mark (RFC 8259, section 8.1). Editors on Windows write it.
    let document = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
    // Bytes that are not UTF-8 make unusable only the member that contains them.
    let text = String::from_utf8_lossy(document);
    let json: &RawValue = serde_json::from_str(&text)
        .map_err(|error| NotAKeySet::NotJson { line: error.line(), column: error.column() })?;
    let members: HashMap<String, &RawValue> =
        serde_json::from_str(json.get()).map_err(|_| NotAKeySet::NoArray)?;
    let keys = members.get("keys").ok_or(NotAKeySet::NoArray)?;
    let keys: Vec<&RawValue> = serde_json::from_str(keys.get()).map_err(|_| NotAKeySet::NoArray)?;
    Ok(keys.into_iter().map(member).collect())
}

fn member(json: &RawValue) -> Result<Value, &'static str> {
    if json.get().contains(char::REPLACEMENT_CHARACTER) {
        return Err("it has U+FFFD, or bytes that are not UTF-8");
    }
    serde_json::from_str(json.get()).map_err(|_| "it cannot be parsed")
}
