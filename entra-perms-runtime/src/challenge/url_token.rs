//! A second access token in the URL of a request, which is refused.

use super::BearerError;

/// Returns the token of the header, unless the URL contains a token too.
///
/// Even an equal token is refused: RFC 6750, section 3.1, calls a request that uses "more than one
/// method" an invalid one.
///
/// # Errors
/// Returns [`BearerError::Malformed`] if the query has a parameter `access_token` (RFC 6750,
/// section 2.3).
pub(crate) fn only_method<T>(token: T, query: Option<&str>) -> Result<T, BearerError> {
    match query {
        Some(query) if has_token(query) => Err(BearerError::Malformed(
            "a token in its `Authorization` header, and another in its URL",
        )),
        Some(_) | None => Ok(token),
    }
}

/// Returns whether a parameter has the name `access_token`.
///
/// Names are compared as in `application/x-www-form-urlencoded`: with their case, and decoded once.
/// `;` is a separator here too. The standard does not say so, but older parsers split at it, and
/// such a parser may be behind this service.
fn has_token(query: &str) -> bool {
    parameters(query).any(|parameter| has_name(parameter, TOKEN_PARAMETER))
}

/// The parameter of an access token (RFC 6750, section 2.3).
pub(crate) const TOKEN_PARAMETER: &str = "access_token";

/// Returns the parameters of a query, each with its name and its value.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = &str> {
    query.split(['&', ';'])
}

/// Returns whether the name of this parameter, once decoded, is `expected`. Decodes no more bytes
/// than needed.
pub(crate) fn has_name(parameter: &str, expected: &str) -> bool {
    let name = parameter.split_once('=').map_or(parameter, |(name, _)| name);
    let mut rest = name.as_bytes();
    for expected in expected.as_bytes() {
        match decoded_byte(rest) {
            Some((byte, after)) if byte == *expected => rest = after,
            Some(_) | None => return false,
        }
    }
    rest.is_empty()
}

/// Returns the first byte, decoded, and the bytes after it.
///
/// An invalid escape is not decoded. `+` would be a space, but `access_token` has no space.
fn decoded_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    if let [b'%', high, low, after @ ..] = text
        && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
    {
        return Some((high << 4 | low, after));
    }
    text.split_first().map(|(byte, after)| (*byte, after))
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_url_is_malformed() {
        for none in [None, Some(""), Some("a=b&my_access_token=x"), Some("x=access_token")] {
            assert_eq!(only_method("t", none), Ok("t"), "{none:?}");
        }
        for another in ["access_token=x", "a=b&access_token=", "access_token", "a;access_token=x"] {
            assert!(
                matches!(only_method("t", Some(another)), Err(BearerError::Malformed(_))),
                "{another}"
            );
        }
    }

    /// Escapes as in `application/x-www-form-urlencoded`, decoded once.
    #[test]
    fn names_of_parameters_are_decoded_once() {
        let whole = "%61%63%63%65%73%73%5f%74%6F%6b%65%6e";
        let another =
            ["access%5Ftoken", "access%5ftoken", "%61ccess_token", "%61ccess%5Ftoke%6E", whole];
        for name in another {
            for query in
                [name.to_owned(), format!("{name}=x"), format!("a=b&{name}=x"), format!("a;{name}")]
            {
                let found = only_method("t", Some(&query));
                assert!(matches!(found, Err(BearerError::Malformed(_))), "{query}");
            }
        }
        let none = [
            // These are the name only if they are decoded twice.
            "access%255Ftoken",
            "%2561ccess_token",
            // Another case, a space, and invalid escapes.
            "Access_Token",
            "ACCESS%5FTOKEN",
            "access+token",
            "access_token+",
            "access%5token",
            "access%_token",
            "%access_token",
            "access_token%",
            "access_token%5",
            "access_token%00",
            // An escaped separator does not separate.
            "%26access_token",
            "access_token%3Dx",
        ];
        for query in none {
            assert_eq!(only_method("t", Some(query)), Ok("t"), "{query}");
        }
    }

    /// Tests both spellings of each escape. Only the escape of `_` makes the name.
    #[test]
    fn every_percent_escape_is_decoded() {
        for byte in 0..=u8::MAX {
            for escape in [format!("%{byte:02x}"), format!("%{byte:02X}")] {
                let found = only_method("t", Some(&format!("access{escape}token=x"))).is_err();
                assert_eq!(found, byte == b'_', "{escape}");
            }
        }
    }
}
