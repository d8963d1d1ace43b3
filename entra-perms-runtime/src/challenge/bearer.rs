//! The token of a request.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

/// The access token of a request: RFC 6750, section 2.1. Tokens in a form or in the URL (sections 2.2 and 2.3) are not
/// taken: they end up in logs.
///
/// # Errors
/// [`BearerError`] where there is none, or more than one place for it.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, BearerError> {
    only_token(headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes))
}

/// The access token in the values of the `Authorization` headers.
///
/// # Errors
/// [`BearerError`]
pub(crate) fn only_token<'a>(
    values: impl Iterator<Item = &'a [u8]>,
) -> Result<&'a str, BearerError> {
    let value = only_value(values)?;
    if !value.is_ascii() {
        return Err(BearerError::Malformed("an `Authorization` header that is not ASCII"));
    }
    let token = str::from_utf8(credentials(value)?).unwrap_or_default();
    if is_token68(token) {
        Ok(token)
    } else {
        Err(BearerError::Malformed("something else than one token behind `Bearer`"))
    }
}

/// The same, whatever stands where the token should: for who goes on only where it is one that was verified before.
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) fn token_to_look_up<'a>(
    values: impl Iterator<Item = &'a [u8]>,
) -> Result<&'a [u8], BearerError> {
    credentials(only_value(values)?)
}

fn only_value<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<&'a [u8], BearerError> {
    let value = values.next().ok_or(BearerError::Missing)?;
    // Which of two counts would be anybody's guess, and a proxy in front may have guessed otherwise.
    match values.next() {
        Some(_) => Err(BearerError::Malformed("more than one `Authorization` header")),
        None => Ok(value),
    }
}

/// What stands behind the scheme (RFC 9110, section 11.4).
fn credentials(value: &[u8]) -> Result<&[u8], BearerError> {
    const SCHEME: usize = "Bearer".len();
    let (scheme, mut token) = value.split_at_checked(SCHEME).ok_or(BearerError::Missing)?;
    if !scheme.eq_ignore_ascii_case(b"Bearer") || !matches!(token, [] | [b' ', ..]) {
        return Err(BearerError::Missing);
    }
    // One space or more between them.
    while let [b' ', rest @ ..] | [rest @ .., b' '] = token {
        token = rest;
    }
    Ok(token)
}

/// Returns the token if the URL has none beside it, not even the same one: RFC 6750, section 3.1,
/// calls a request that uses "more than one method" an invalid one.
///
/// # Errors
/// [`BearerError::Malformed`] if the query has a parameter `access_token` (RFC 6750, section 2.3).
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) fn only_method<T>(token: T, query: Option<&str>) -> Result<T, BearerError> {
    match query {
        Some(query) if has_token(query) => Err(BearerError::Malformed(
            "a token in its `Authorization` header, and another in its URL",
        )),
        _ => Ok(token),
    }
}

/// Checks the names of the parameters as `application/x-www-form-urlencoded` has them: in the case
/// that they are written in, and decoded once. `;` separates too: that standard does not say so, but
/// older parsers split there, and one of them may stand behind us.
#[cfg(any(feature = "tower", feature = "actix-web"))]
fn has_token(query: &str) -> bool {
    let parameters = query.split(['&', ';']);
    parameters
        .filter_map(|parameter| parameter.split('=').next())
        .any(|name| is_token_name(name.as_bytes()))
}

/// Decodes no more of the name than is needed to tell it from `access_token`.
#[cfg(any(feature = "tower", feature = "actix-web"))]
fn is_token_name(name: &[u8]) -> bool {
    let mut rest = name;
    for expected in b"access_token" {
        match decoded_byte(rest) {
            Some((byte, after)) if byte == *expected => rest = after,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Returns the first byte, decoded, and what follows it. An escape that is not valid stands for
/// itself. `+` would be a space, which the name that we look for does not have.
#[cfg(any(feature = "tower", feature = "actix-web"))]
fn decoded_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    if let [b'%', high, low, after @ ..] = text
        && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
    {
        return Some((high << 4 | low, after));
    }
    text.split_first().map(|(byte, after)| (*byte, after))
}

#[cfg(any(feature = "tower", feature = "actix-web"))]
const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// RFC 9110, section 11.2 (`b64token` in RFC 6750).
fn is_token68(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    // To the end, whatever comes first: without branches, the compiler takes many bytes at a time.
    !body.is_empty() && body.bytes().fold(true, |all, byte| all & is_token68_byte(byte))
}

const fn is_token68_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

/// Why a request has no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BearerError {
    /// None was sent, or one of another scheme, such as `Basic`: the caller did not try.
    #[error("no access token was sent")]
    Missing,
    /// The caller tried, and what it sent is no `Authorization` header of RFC 6750.
    #[error("the request has {0}")]
    Malformed(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_of(values: &[&[u8]]) -> Result<String, BearerError> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        bearer_token(&headers).map(str::to_owned)
    }

    #[test]
    fn one_header_with_one_token() {
        for good in
            ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g== "]
        {
            assert_eq!(token_of(&[good.as_bytes()]).as_deref(), Ok("a.b-c_d~e+f/g=="), "{good}");
        }
    }

    #[test]
    fn no_token_is_not_a_malformed_one() {
        assert_eq!(token_of(&[]), Err(BearerError::Missing));
        for other in ["Basic dTpw", "", "Bearerx a", "DPoP a"] {
            assert_eq!(token_of(&[other.as_bytes()]), Err(BearerError::Missing), "{other}");
        }
        for bad in [
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer a,b",
            "Bearer =",
            "Bearer a=b",
            "Bearer \"a\"",
        ] {
            assert!(matches!(token_of(&[bad.as_bytes()]), Err(BearerError::Malformed(_))), "{bad}");
        }
        assert!(matches!(token_of(&[b"Bearer \xff"]), Err(BearerError::Malformed(_))));
        assert!(matches!(token_of(&[b"Bearer a", b"Bearer a"]), Err(BearerError::Malformed(_))));
        assert!(matches!(token_of(&[b"Basic a", b"Bearer a"]), Err(BearerError::Malformed(_))));
    }

    /// RFC 9110, section 11.2: letters, digits and six signs, and `=` at the end.
    #[test]
    fn no_other_byte_is_part_of_a_token() {
        const BYTES: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
        for byte in 0..=u8::MAX {
            let value = [b"Bearer a", &[byte][..], b"a"].concat();
            let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
            let is_one = only_token([value.as_bytes()].into_iter()).is_ok();
            assert_eq!(is_one, BYTES.as_bytes().contains(&byte), "{byte}");
        }
    }

    #[cfg(any(feature = "tower", feature = "actix-web"))]
    #[test]
    fn what_is_looked_up_is_what_would_be_verified() {
        let values: [&[&[u8]]; 9] = [
            &[b"Bearer a.b.c"],
            &[b"bearer   a.b.c "],
            &[b"Bearer"],
            &[b"Bearer "],
            &[b"Bearera.b.c"],
            &[b"Basic a.b.c"],
            &[b"a.b.c"],
            &[],
            &[b"Bearer a.b.c", b"Bearer a.b.c"],
        ];
        for values in values {
            let to_verify = only_token(values.iter().copied());
            let to_look_up = token_to_look_up(values.iter().copied());
            match to_verify {
                Ok(token) => assert_eq!(to_look_up, Ok(token.as_bytes())),
                // Nothing that could be a token.
                Err(_) => assert!(matches!(to_look_up, Err(_) | Ok(b"")), "{values:?}"),
            }
        }
    }

    #[cfg(any(feature = "tower", feature = "actix-web"))]
    #[test]
    fn one_token_in_one_place() {
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

    /// Each name as `application/x-www-form-urlencoded` writes it, decoded once.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    #[test]
    fn an_encoded_name_hides_no_token() {
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
            // Decoded twice, it would be one.
            "access%255Ftoken",
            "%2561ccess_token",
            // Another case, a space, an invalid escape.
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
            // What separates is not separated by its escape.
            "%26access_token",
            "access_token%3Dx",
        ];
        for query in none {
            assert_eq!(only_method("t", Some(query)), Ok("t"), "{query}");
        }
    }

    /// Both spellings of each byte: only that of the byte itself is one.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    #[test]
    fn each_escape_is_decoded_as_forms_are() {
        for byte in 0..=u8::MAX {
            for escape in [format!("%{byte:02x}"), format!("%{byte:02X}")] {
                let found = only_method("t", Some(&format!("access{escape}token=x"))).is_err();
                assert_eq!(found, byte == b'_', "{escape}");
            }
        }
    }
}
