//! A 128-bit hash that identifies a cached token without revealing it.
//!
//! Hashing the token is nearly all the work of a cache hit. With AWS-LC, the fingerprint is the tag
//! of AES-256-GCM-SIV (RFC 8452) with the token as associated data and an empty plaintext. It takes
//! a third of the time of SHA-256.
//!
//! The key is random, made at start, and secret, and no tag leaves the process. So an attacker who
//! chooses two tokens gets equal tags with a probability below (blocks of 16 bytes) / 2¹²⁷
//! (POLYVAL, section 3).
//!
//! The nonce is constant, because equal tokens must have equal tags. AES-GCM-SIV stays sound if a
//! nonce is used twice (section 9); AES-GCM does not.

use crate::validator::keys::signature::Backend;

/// The hash of a token.
pub(crate) type Fingerprint = [u8; 16];

/// The function that hashes tokens, with its key.
pub(crate) enum Fingerprints {
    #[cfg(feature = "aws-lc-rs")]
    GcmSiv(Box<aws_lc_rs::aead::LessSafeKey>),
    /// The first half of the digest (FIPS 180-4). It needs no key: a token with the fingerprint of
    /// a cached token would be a second preimage of a token that the authority signed. It is
    /// slower, but verifying a signature with this backend takes ten times as long as with AWS-LC.
    #[cfg(feature = "rust-crypto")]
    Sha256,
}

impl Fingerprints {
    /// Returns the hash function for a backend, or `None` if the backend cannot make a key.
    pub(crate) fn new(backend: Backend) -> Option<Self> {
        match backend {
            #[cfg(feature = "aws-lc-rs")]
            Backend::AwsLc => {
                use aws_lc_rs::aead::{AES_256_GCM_SIV, LessSafeKey, UnboundKey};

                let mut key = [0; 32];
                aws_lc_rs::rand::fill(&mut key).ok()?;
                let key = UnboundKey::new(&AES_256_GCM_SIV, &key).ok()?;
                Some(Self::GcmSiv(Box::new(LessSafeKey::new(key))))
            }
            #[cfg(feature = "rust-crypto")]
            Backend::RustCrypto => Some(Self::Sha256),
        }
    }

    /// Returns the fingerprint of a token, or `None` if the backend fails.
    #[cfg_attr(
        not(any(feature = "aws-lc-rs", feature = "rust-crypto")),
        expect(unused_variables, reason = "without a backend, no token is hashed")
    )]
    pub(crate) fn fingerprint(&self, token: &[u8]) -> Option<Fingerprint> {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::GcmSiv(key) => {
                use aws_lc_rs::aead::{Aad, Nonce};

                let nonce = Nonce::assume_unique_for_key([0; 12]);
                let tag = key.seal_in_place_separate_tag(nonce, Aad::from(token), &mut []).ok()?;
                tag.as_ref().try_into().ok()
            }
            #[cfg(feature = "rust-crypto")]
            Self::Sha256 => <sha2::Sha256 as sha2::Digest>::digest(token).first_chunk().copied(),
            #[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_depend_on_every_bit_of_the_token() {
        let token = b"eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6W119.c2lnbmF0dXJl".repeat(100);
        for backend in Backend::COMPILED_IN {
            let fingerprints = Fingerprints::new(*backend).unwrap();
            let of_token = fingerprints.fingerprint(&token).unwrap();
            assert_eq!(fingerprints.fingerprint(&token), Some(of_token));
            assert_ne!(of_token, Fingerprint::default());
            let others = (0..token.len() * 8).map(|bit| {
                let mut other = token.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                other
            });
            let longer = b"A.\0".map(|end| [&token[..], &[end]].concat());
            let shorter = [&token[1..], &token[..token.len() - 1], &[]].map(<[u8]>::to_vec);
            let mut differ = Fingerprint::default();
            for other in others.chain(longer).chain(shorter) {
                let of_other = fingerprints.fingerprint(&other).unwrap();
                assert_ne!(of_other, of_token, "{backend:?}: {other:?}");
                differ
                    .iter_mut()
                    .zip(of_token)
                    .zip(of_other)
                    .for_each(|((bit, a), b)| *bit |= a ^ b);
            }
            assert_eq!(
                differ, [0xff; 16],
                "{backend:?}: each of the 128 bits depends on the token"
            );
        }
    }

    #[cfg(feature = "aws-lc-rs")]
    #[test]
    fn validators_have_different_fingerprints_for_a_token() {
        let [one, other] = [(); 2].map(|()| Fingerprints::new(Backend::AwsLc).unwrap());
        assert_ne!(one.fingerprint(b"a.b.c"), other.fingerprint(b"a.b.c"));
    }
}
