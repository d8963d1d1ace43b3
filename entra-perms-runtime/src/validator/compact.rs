//! A token before anything of it is believed: its three parts, and the one thing that the header is asked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use jsonwebtoken::errors::ErrorKind;

use super::error::TokenError;

/// The most that is read; `IdentityModel` has the same limit (`DefaultMaximumTokenSizeInBytes`).
const MOST_BYTES: usize = 250 * 1024;

/// A token in compact form (RFC 7515, section 7.1), whose signature was not verified yet.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    /// The id of the key that is said to have signed it.
    pub(crate) kid: String,
    /// What the signature is over.
    pub(crate) signed: &'a [u8],
    pub(crate) signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> Compact<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > MOST_BYTES {
            return Err(TokenError::TooLarge);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(NOT_THREE_PARTS)?;
        let (header, payload) = signed.split_once('.').ok_or(NOT_THREE_PARTS)?;
        if payload.contains('.') {
            return Err(NOT_THREE_PARTS);
        }
        if header.is_empty() || payload.is_empty() || signature.is_empty() {
            return Err(TokenError::Malformed("one of its parts is empty"));
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| NOT_BASE64)?;
        Ok(Self { kid: key_id(token)?, signed: signed.as_bytes(), signature, payload })
    }

    /// The payload, which is for who has verified the signature.
    pub(crate) fn payload(&self) -> Result<Vec<u8>, TokenError> {
        URL_SAFE_NO_PAD.decode(self.payload).map_err(|_| NOT_BASE64)
    }
}

const NOT_THREE_PARTS: TokenError = TokenError::Malformed("it must have three parts, with dots between them");
const NOT_BASE64: TokenError = TokenError::Malformed("one of its parts is not base64url");

/// What the header says of the key: its id, and nothing else. Keys, or addresses of keys, that a header brings along
/// (`jwk`, `x5c`, `jku`, `x5u`) are the sender's word, and not looked at.
fn key_id(token: &str) -> Result<String, TokenError> {
    let header = jsonwebtoken::decode_header(token).map_err(|error| match error.kind() {
        ErrorKind::Base64(_) => NOT_BASE64,
        // `none` among them: it is no algorithm that `jsonwebtoken` knows.
        _ => TokenError::Malformed("its header is not that of a signed token"),
    })?;
    if header.alg != Algorithm::RS256 {
        return Err(TokenError::Algorithm);
    }
    // RFC 7515, section 4.1.11: what is critical and not understood makes the token invalid.
    if header.crit.is_some() {
        return Err(TokenError::CriticalHeader);
    }
    header.kid.filter(|kid| !kid.is_empty()).ok_or(TokenError::NoKeyId)
}
