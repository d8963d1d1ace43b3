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
pub(crate) fn only_token<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<&'a str, BearerError> {
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
pub(crate) fn token_to_look_up<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<&'a [u8], BearerError> {
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

/// The token, where the URL has none beside it: RFC 6750, section 3.1, has a request that uses "more than one method" for an invalid one.
///
/// # Errors
/// [`BearerError::Malformed`]
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) fn only_method<T>(token: T, query: Option<&str>) -> Result<T, BearerError> {
    let mut names = query.unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
    if names.any(|name| name == "access_token") {
        return Err(BearerError::Malformed("a token in its `Authorization` header, and another in its URL"));
    }
    Ok(token)
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
        for good in ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g== "] {
            assert_eq!(token_of(&[good.as_bytes()]).as_deref(), Ok("a.b-c_d~e+f/g=="), "{good}");
        }
    }

    #[test]
    fn no_token_is_not_a_malformed_one() {
        assert_eq!(token_of(&[]), Err(BearerError::Missing));
        for other in ["Basic dTpw", "", "Bearerx a", "DPoP a"] {
            assert_eq!(token_of(&[other.as_bytes()]), Err(BearerError::Missing), "{other}");
        }
        for bad in ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer =", "Bearer a=b", "Bearer \"a\""]
        {
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
        for another in ["access_token=x", "a=b&access_token=", "access_token"] {
            assert!(matches!(only_method("t", Some(another)), Err(BearerError::Malformed(_))), "{another}");
        }
    }
}
