//! The headers of responses that tell caches how a response depends on the sender.
//!
//! A shared cache may store the response to a request without a token (RFC 9111, section 3.5). With
//! `Vary: Authorization` (RFC 9110, section 12.5.5) it does not send this response to a caller that
//! has signed in.

use crate::guard::{CacheRule, LayerMark, SignIn};

impl SignIn {
    /// Returns the value of the header `Vary`, given its values in the response, or `None` if the
    /// response needs no change.
    pub(in crate::integrations) fn vary<'a>(
        self,
        values: impl Iterator<Item = &'a [u8]>,
    ) -> Option<Vec<u8>> {
        match self {
            Self::Required => None,
            Self::Optional => with_authorization(values),
        }
    }
}

fn with_authorization<'a>(values: impl Iterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut list: Vec<u8> = Vec::new();
    for value in values {
        if value.split(|byte| *byte == b',').any(covers_authorization) {
            return None;
        }
        if !value.trim_ascii().is_empty() {
            list.extend_from_slice(value);
            list.extend_from_slice(b", ");
        }
    }
    list.extend_from_slice(b"Authorization");
    Some(list)
}

fn covers_authorization(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    name == b"*" || name.eq_ignore_ascii_case(b"authorization")
}

impl CacheRule {
    /// Returns the value that replaces `Cache-Control`, or `None` if the response needs no change.
    pub(in crate::integrations) fn cache_control(self) -> Option<&'static str> {
        match self {
            Self::OfService => None,
            Self::Forbidden => Some("no-store"),
        }
    }
}

/// Adds the headers for caches to a response.
pub(super) fn add_cache_headers(mark: &LayerMark, headers: &mut http::HeaderMap) {
    add_vary(mark.sign_in, headers);
    if let Some(value) = mark.cache_rule.cache_control() {
        headers.insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static(value));
    }
}

/// Adds `Vary` to a response.
pub(super) fn add_vary(sign_in: SignIn, headers: &mut http::HeaderMap) {
    let values = headers.get_all(http::header::VARY);
    let value = sign_in.vary(values.iter().map(http::HeaderValue::as_bytes));
    // The bytes come from valid values.
    if let Some(Ok(value)) = value.map(|value| http::HeaderValue::from_bytes(&value)) {
        headers.insert(http::header::VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vary(values: &[&str]) -> Option<String> {
        let value = SignIn::Optional.vary(values.iter().map(|value| value.as_bytes()));
        value.map(|value| String::from_utf8(value).unwrap())
    }

    #[test]
    fn authorization_is_added_to_other_names() {
        assert_eq!(vary(&[]).as_deref(), Some("Authorization"));
        assert_eq!(vary(&["Origin"]).as_deref(), Some("Origin, Authorization"));
        let several = vary(&["Origin, Accept", " ", "Authorization2"]);
        assert_eq!(several.as_deref(), Some("Origin, Accept, Authorization2, Authorization"));
    }

    #[test]
    fn authorization_is_added_once() {
        for values in [&["Authorization"][..], &["origin , AUTHORIZATION"], &["a", "*"], &["a,*"]] {
            assert_eq!(vary(values), None, "{values:?}");
        }
    }

    #[test]
    fn required_sign_in_changes_nothing() {
        assert_eq!(SignIn::Required.vary(core::iter::empty()), None);
    }
}
