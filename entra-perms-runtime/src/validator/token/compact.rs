//! A token before its signature is verified: its three parts, and the id of its key.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::claims::Text;
use crate::validator::token_error::TokenError;

/// The maximum size of a token. `IdentityModel` has the same limit
/// (`DefaultMaximumTokenSizeInBytes`).
pub(crate) const MAX_TOKEN_BYTES: usize = 250 * 1024;

/// The maximum length of a key id (`kid`). Entra's have 27 to 43 bytes. Anyone can invent ids, and
/// requests with unknown ids wait for a refresh of the keys.
pub(crate) const MAX_KEY_ID_BYTES: usize = 256;

/// A token in compact form (RFC 7515, section 7.1) whose signature is not verified yet.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    header: Vec<u8>,
    /// The header and the payload: the signature covers both.
    pub(crate) signed: &'a [u8],
    pub(crate) signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> Compact<'a> {
    /// Splits a token into its parts.
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
        Ok(Self {
            header: decode(header)?,
            signed: signed.as_bytes(),
            signature: decode(signature)?,
            payload,
        })
    }

    /// Returns the id of the key that signed the token, according to the header. Fails if the
    /// header names an algorithm other than RS256, the only one that Entra uses.
    pub(crate) fn key_id(&self) -> Result<Cow<'_, str>, TokenError> {
        key_id(&self.header)
    }

    /// Returns the payload before the signature is verified, to choose the validator that verifies
    /// it. Nothing else may depend on it.
    pub(crate) fn unverified_payload(&self) -> Result<Vec<u8>, TokenError> {
        decode(self.payload)
    }

    /// Returns the payload. Call this only after the signature was verified.
    pub(crate) fn payload(&self) -> Result<Vec<u8>, TokenError> {
        decode(self.payload)
    }
}

const NOT_THREE_PARTS: TokenError =
    TokenError::Malformed("it must have three parts, with dots between them");

/// Checks for the form of an encrypted token: five parts in base64url. Each part except the header
/// may be empty (RFC 7516, section 7.1).
#[cold]
fn is_encrypted(token: &str) -> bool {
    !token.starts_with('.')
        && token.split('.').count() == 5
        && token.bytes().all(|byte| byte == b'.' || is_base64url(byte))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| TokenError::Malformed("one of its parts is not base64url"))
}

/// The members of the header that are read (RFC 7515, section 4.1).
///
/// Keys in the header, and addresses of keys (`jwk`, `x5c`, `jku`, `x5u`), are ignored: the sender
/// chose them. `Deserialize` refuses a duplicate of a member that is read.
#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    kid: Option<Text<'a>>,
    #[serde(default, deserialize_with = "is_present")]
    crit: bool,
    #[serde(default, deserialize_with = "is_present")]
    nonce: bool,
}

/// Accepts any value.
fn is_present<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(value).map(|_| true)
}

fn key_id(header: &[u8]) -> Result<Cow<'_, str>, TokenError> {
    const NOT_A_HEADER: TokenError =
        TokenError::Malformed("its header is not the header of a signed token");
    // `Deserialize` would also accept an array.
    if !header.starts_with(b"{") {
        return Err(NOT_A_HEADER);
    }
    // The whole header must be UTF-8 (RFC 7515, section 5.2). `serde_json` does not check values
    // that it skips.
    let header = str::from_utf8(header).map_err(|_| NOT_A_HEADER)?;
    let header: Header<'_> = serde_json::from_str(header).map_err(|_| NOT_A_HEADER)?;
    if header.alg != "RS256" {
        return Err(TokenError::Algorithm);
    }
    // RFC 7515, section 4.1.11: a critical extension that is not supported makes the token invalid.
    if header.crit {
        return Err(TokenError::CriticalHeader);
    }
    if header.nonce {
        return Err(TokenError::MicrosoftGraph);
    }
    let kid = header.kid.ok_or(TokenError::NoKeyId)?.0;
    if kid.is_empty() {
        return Err(TokenError::NoKeyId);
    }
    if kid.len() > MAX_KEY_ID_BYTES {
        return Err(TokenError::Malformed("its `kid` is longer than 256 bytes"));
    }
    Ok(kid)
}
