//! What the cache knows a token by: 128 bits of all of it, from which it cannot be told.
//!
//! To take them is nearly all that a known token costs. With AWS-LC they are the tag of AES-256-GCM-SIV (RFC 8452), which takes a third of the time of
//! SHA-256: the token is the associated data, and nothing is encrypted. The key is made at start and known to nobody, and no tag leaves the process, so
//! that whoever thinks up two tokens finds them alike with a probability below (blocks of 16 bytes) / 2¹²⁷ (POLYVAL, section 3). The nonce is always
//! the same, as the same token must give the same tag; that is why it is this mode, which stays sound where a nonce is used twice (section 9), and not
//! AES-GCM.

use crate::validator::keys::signature::Backend;

pub(crate) type Fingerprint = [u8; 16];

/// How fingerprints are taken.
pub(crate) enum Fingerprints {
    #[cfg(feature = "aws-lc-rs")]
    GcmSiv(Box<aws_lc_rs::aead::LessSafeKey>),
    /// The first half of it (FIPS 180-4). It needs no key: a token that is taken for a known one would be a second preimage of what the authority
    /// has signed. It is slower, which is lost beside signatures that take ten times as long as with AWS-LC.
    #[cfg(feature = "rust-crypto")]
    Sha256,
}

impl Fingerprints {
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

    #[cfg_attr(
        not(any(feature = "aws-lc-rs", feature = "rust-crypto")),
        expect(unused_variables, reason = "there is nothing to give it to")
    )]
    pub(crate) fn of(&self, token: &[u8]) -> Option<Fingerprint> {
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
    fn every_bit_of_a_token_is_in_its_fingerprint() {
        let token = b"eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6W119.c2lnbmF0dXJl".repeat(100);
        for backend in Backend::COMPILED_IN {
            let fingerprints = Fingerprints::new(*backend).unwrap();
            let of_token = fingerprints.of(&token).unwrap();
            assert_eq!(fingerprints.of(&token), Some(of_token));
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
                let of_other = fingerprints.of(&other).unwrap();
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
    fn no_two_validators_know_a_token_by_the_same() {
        let [one, other] = [(); 2].map(|()| Fingerprints::new(Backend::AwsLc).unwrap());
        assert_ne!(one.of(b"a.b.c"), other.of(b"a.b.c"));
    }
}
