//! The issuer that a token names, before its signature is verified.

use core::fmt;
use std::borrow::Cow;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::claims::Text;

/// Returns the issuer (`iss`) in a payload whose signature is not verified.
///
/// **Anyone can write it.** It may only choose the validator of the token. Returns `None` if the
/// payload is not one JSON object, or has no `iss`, two of them, or one that is not a string.
pub(crate) fn named_issuer(payload: &[u8]) -> Option<Cow<'_, str>> {
    let payload = str::from_utf8(payload).ok()?;
    let mut json = serde_json::Deserializer::from_str(payload);
    let issuer = json.deserialize_map(IssuerVisitor).ok()?;
    json.end().ok()?;
    issuer
}

struct IssuerVisitor;

impl<'de> Visitor<'de> for IssuerVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut issuer = None;
        while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
            if name != "iss" {
                map.next_value::<IgnoredAny>()?;
            } else if issuer.is_some() {
                return Err(A::Error::duplicate_field("iss"));
            } else {
                issuer = Some(map.next_value::<Text<'de>>()?.0);
            }
        }
        Ok(issuer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_string_names_an_issuer() {
        for (payload, issuer) in [
            (r#"{"iss":"a"}"#, Some("a")),
            (r#" {"x":[{"iss":"b"}],"i\u0073s":"a\u0020b","y":{}} "#, Some("a b")),
            (r#"{"ISS":"b","iss":"a"}"#, Some("a")),
            (r#"{"ISS":"b"}"#, None),
            (r#"{"iss":"a","iss":"a"}"#, None),
            (r#"{"iss":"a","i\u0073s":"b"}"#, None),
            (r#"{"iss":["a"]}"#, None),
            (r#"{"iss":null}"#, None),
            (r#"{"iss":7}"#, None),
            (r#"{"iss":{"iss":"a"}}"#, None),
            (r#"{"iss":"a"}{}"#, None),
            (r#"{"iss":"a""#, None),
            (r#"["iss"]"#, None),
            (r#""iss""#, None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(named_issuer(payload.as_bytes()).as_deref(), issuer, "{payload}");
        }
        assert_eq!(named_issuer(b"{\"iss\":\"a\",\"x\":\"\xff\"}"), None);
    }
}
