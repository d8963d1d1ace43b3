//! The access token in the `Authorization` header of a request (RFC 6750, section 2.1).

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

/// Returns the access token of a request (RFC 6750, section 2.1).
///
/// Tokens in a form or in the URL (sections 2.2 and 2.3) are not accepted, because they end up in
/// logs.
///
/// ```
/// use entra_perms_runtime::challenge::{BearerError, bearer_token};
/// use http::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(bearer_token(&headers), Err(BearerError::Missing));
/// headers.insert("authorization", "Bearer abc.def.ghi".parse()?);
/// assert_eq!(bearer_token(&headers), Ok("abc.def.ghi"));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
///
/// # Errors
/// Returns [`BearerError::Missing`] if there is no token, and [`BearerError::Malformed`] if the
/// header is malformed, or there is more than one.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, BearerError> {
    only_token(headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes))
}

/// Returns the access token in the values of the `Authorization` headers.
///
/// # Errors
/// Returns [`BearerError`] as [`bearer_token`] does.
pub(crate) fn only_token<'a>(
    values: impl Iterator<Item = &'a [u8]>,
) -> Result<&'a str, BearerError> {
    let value = only_value(values)?;
    if !value.is_ascii() {
        return Err(BearerError::Malformed("an `Authorization` header that is not ASCII"));
    }
    match str::from_utf8(credentials(value)?) {
        Ok(token) if is_token68(token) => Ok(token),
        Ok(_) | Err(_) => Err(BearerError::Malformed(
            "an `Authorization` header that is not `Bearer` followed by one token",
        )),
    }
}

/// Returns the bytes in the place of the token, which may not be a token.
///
/// They are sufficient for a look-up in the token cache: only tokens that [`only_token`] accepted
/// before are found there.
///
/// # Errors
/// Returns [`BearerError`] if there is no token, or more than one header.
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) fn token_to_look_up<'a>(
    values: impl Iterator<Item = &'a [u8]>,
) -> Result<&'a [u8], BearerError> {
    credentials(only_value(values)?)
}

fn only_value<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<&'a [u8], BearerError> {
    let value = values.next().ok_or(BearerError::Missing)?;
    // It is ambiguous which of two headers counts: a proxy may have checked the other one.
    match values.next() {
        Some(_) => Err(BearerError::Malformed("more than one `Authorization` header")),
        None => Ok(value),
    }
}

/// Returns the text after the scheme (RFC 9110, section 11.4), without spaces around it.
fn credentials(value: &[u8]) -> Result<&[u8], BearerError> {
    const SCHEME: &[u8] = b"Bearer";
    let (scheme, mut token) = value.split_at_checked(SCHEME.len()).ok_or(BearerError::Missing)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) || !matches!(token, [] | [b' ', ..]) {
        return Err(BearerError::Missing);
    }
    while let [b' ', rest @ ..] | [rest @ .., b' '] = token {
        token = rest;
    }
    Ok(token)
}

/// Returns whether this is a token in the syntax of RFC 9110, section 11.2 (`b64token` in RFC
/// 6750).
fn is_token68(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    // Reads to the end even after a bad byte. Without branches, the compiler vectorizes the loop.
    !body.is_empty() && body.bytes().fold(true, |all, byte| all & is_token68_byte(byte))
}

const fn is_token68_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

/// An error of a request that has no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BearerError {
    /// The request has no token, or credentials of another scheme, such as `Basic`.
    #[error("no access token was sent")]
    Missing,
    /// The request has a token, but not in the form of RFC 6750. The text completes "the request
    /// has …".
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
    fn a_token_is_read_from_one_bearer_header() {
        for good in
            ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g== "]
        {
            assert_eq!(token_of(&[good.as_bytes()]).as_deref(), Ok("a.b-c_d~e+f/g=="), "{good}");
        }
    }

    #[test]
    fn a_missing_token_is_not_a_malformed_header() {
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

    /// RFC 9110, section 11.2, allows letters, digits and six signs, and `=` at the end.
    #[test]
    fn tokens_contain_only_token68_bytes() {
        const BYTES: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
        for byte in 0..=u8::MAX {
            let value = [b"Bearer a", &[byte][..], b"a"].concat();
            let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
            let is_token = only_token([value.as_bytes()].into_iter()).is_ok();
            assert_eq!(is_token, BYTES.as_bytes().contains(&byte), "{byte}");
        }
    }

    #[cfg(any(feature = "tower", feature = "actix-web"))]
    #[test]
    fn the_token_to_look_up_is_the_token_to_verify() {
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
                // The cache has no entry for an empty token.
                Err(_) => assert!(matches!(to_look_up, Err(_) | Ok(b"")), "{values:?}"),
            }
        }
    }
}
