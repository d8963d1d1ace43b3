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
pub(crate) fn only_token<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<&'a str, BearerError> {
    let value = values.next().ok_or(BearerError::Missing)?;
    // Which of two counts would be anybody's guess, and a proxy in front may have guessed otherwise.
    if values.next().is_some() {
        return Err(BearerError::Malformed("more than one `Authorization` header"));
    }
    let value = str::from_utf8(value)
        .ok()
        .filter(|value| value.is_ascii())
        .ok_or(BearerError::Malformed("an `Authorization` header that is not ASCII"))?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(BearerError::Missing);
    }
    // RFC 9110, section 11.4: one space or more between scheme and token.
    let token = token.trim_matches(' ');
    if is_token68(token) {
        Ok(token)
    } else {
        Err(BearerError::Malformed("something else than one token behind `Bearer`"))
    }
}

/// The token, where the URL has none beside it: RFC 6750, section 3.1, has a request that uses "more than one method" for an invalid one.
///
/// # Errors
/// [`BearerError::Malformed`]
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) fn only_method<'a>(token: &'a str, query: Option<&str>) -> Result<&'a str, BearerError> {
    let mut names = query.unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
    if names.any(|name| name == "access_token") {
        return Err(BearerError::Malformed("a token in its `Authorization` header, and another in its URL"));
    }
    Ok(token)
}

/// RFC 9110, section 11.2 (`b64token` in RFC 6750).
fn is_token68(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
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
