//! A token before anything of it is believed: its three parts, and the one thing that the header is asked.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::claims::Text;
use crate::validator::token_error::TokenError;

/// The most that is read; `IdentityModel` has the same limit (`DefaultMaximumTokenSizeInBytes`).
pub(crate) const MAX_TOKEN_BYTES: usize = 250 * 1024;

/// The longest id of a key (`kid`) that is looked up. Entra's have 27 to 43. Anyone can make up ids,
/// and requests with unknown ids wait.
pub(crate) const MAX_KEY_ID_BYTES: usize = 256;

/// A token in compact form (RFC 7515, section 7.1), whose signature was not verified yet.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    header: Vec<u8>,
    /// What the signature is over.
    pub(crate) signed: &'a [u8],
    pub(crate) signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> Compact<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLarge);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(NOT_THREE_PARTS)?;
        let (header, payload) = signed.split_once('.').ok_or(NOT_THREE_PARTS)?;
        if payload.contains('.') {
            return Err(if is_encrypted(token) { TokenError::Encrypted } else { NOT_THREE_PARTS });
        }
        if header.is_empty() || payload.is_empty() || signature.is_empty() {
            return Err(TokenError::Malformed("one of its parts is empty"));
        }
        let (header, signature) = (decode(header)?, decode(signature)?);
        Ok(Self { header, signed: signed.as_bytes(), signature, payload })
    }

    /// The id of the key that is said to have signed it, in the one way in which Entra signs.
    pub(crate) fn key_id(&self) -> Result<Cow<'_, str>, TokenError> {
        key_id(&self.header)
    }

    /// The payload, which is for who has verified the signature.
    pub(crate) fn payload(&self) -> Result<Vec<u8>, TokenError> {
        decode(self.payload)
    }
}

const NOT_THREE_PARTS: TokenError =
    TokenError::Malformed("it must have three parts, with dots between them");

/// Whether it has the form of an encrypted token: five parts in base64url, of which some may be
/// empty, but not the header (RFC 7516, section 7.1).
#[cold]
fn is_encrypted(token: &str) -> bool {
    let is_in_form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !token.starts_with('.') && token.split('.').count() == 5 && token.bytes().all(is_in_form)
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenError::Malformed("one of its parts is not base64url"))
}

/// What the header is asked (RFC 7515, section 4.1). Keys, or addresses of keys, that it brings along (`jwk`, `x5c`, `jku`, `x5u`)
/// are the sender's word, and not looked at. A member that is asked for and stands there twice is refused by `Deserialize`.
#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    kid: Option<Text<'a>>,
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
    #[serde(default, deserialize_with = "is_there")]
    nonce: bool,
}

/// Whatever it says.
fn is_there<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

fn key_id(header: &[u8]) -> Result<Cow<'_, str>, TokenError> {
    const NOT_A_HEADER: TokenError =
        TokenError::Malformed("its header is not that of a signed token");
    // `Deserialize` would take an array, too.
    if !header.starts_with(b"{") {
        return Err(NOT_A_HEADER);
    }
    // All of it (RFC 7515, section 5.2): `serde_json` looks at no text that is skipped.
    let header = str::from_utf8(header).map_err(|_| NOT_A_HEADER)?;
    let header: Header<'_> = serde_json::from_str(header).map_err(|_| NOT_A_HEADER)?;
    if header.alg != "RS256" {
        return Err(TokenError::Algorithm);
    }
    // RFC 7515, section 4.1.11: what is critical and not understood makes the token invalid.
    if header.crit {
        return Err(TokenError::CriticalHeader);
    }
    if header.nonce {
        return Err(TokenError::MicrosoftGraph);
    }
    let kid = header
        .kid
        .map(|kid| kid.0)
        .filter(|kid| !kid.is_empty())
        .ok_or(TokenError::NoKeyId)?;
    if kid.len() > MAX_KEY_ID_BYTES {
        return Err(TokenError::Malformed("its `kid` is longer than 256 bytes"));
    }
    Ok(kid)
}
