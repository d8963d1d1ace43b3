//! The strings of `acrs` and `xms_cc`.

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::value::RawValue;

/// The strings of a claim that grants nothing by its absence: an array of strings, or one string.
///
/// A value of another shape is read as an empty array. Only a check that needs one of the strings
/// then fails, and no other request is refused.
#[derive(Debug, Default)]
pub(crate) struct Strings(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        if let Ok(strings) = serde_json::from_str(json) {
            return Ok(Self(strings));
        }
        match serde_json::from_str(json) {
            Ok(string) => Ok(Self(vec![string])),
            Err(_) => Ok(Self(Vec::new())),
        }
    }
}
