//! RS256, by whichever cryptography is compiled in.
//!
//! `jsonwebtoken` picks its backend process-wide, and panics at the first token where none or several are compiled in,
//! which any other crate of the program can bring about. So it is not asked to pick: the backend is named here, and tried
//! when the validator is built. Of AWS-LC it would parse the key anew for each token; that is asked itself, with keys that were parsed once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::validator::build_error::BuildError;

/// Cryptography that is compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    #[cfg(feature = "aws-lc-rs")]
    AwsLc,
    #[cfg(feature = "rust-crypto")]
    RustCrypto,
}

/// A public RSA key, as its backend wants it.
#[derive(Clone)]
pub(crate) enum VerifyingKey {
    #[cfg(feature = "aws-lc-rs")]
    AwsLc(aws_lc_rs::signature::ParsedPublicKey),
    #[cfg(feature = "rust-crypto")]
    RustCrypto(Box<jsonwebtoken::DecodingKey>),
}

impl Backend {
    /// The fastest first: AWS-LC by far.
    pub(crate) const COMPILED_IN: &[Self] = &[
        #[cfg(feature = "aws-lc-rs")]
        Self::AwsLc,
        #[cfg(feature = "rust-crypto")]
        Self::RustCrypto,
    ];

    /// That there is one, and that the fastest works.
    pub(crate) fn try_fastest() -> Result<(), BuildError> {
        let backend = Self::COMPILED_IN.first().ok_or(BuildError::NoBackend)?;
        if backend.works() { Ok(()) } else { Err(BuildError::BackendSelfTest) }
    }

    fn works(self) -> bool {
        let modulus = URL_SAFE_NO_PAD.decode(KNOWN_MODULUS).unwrap_or_default();
        self.key(&modulus, KNOWN_EXPONENT)
            .is_some_and(|key| tells_signatures_apart(|m, s| key.verify(m, s)))
    }

    /// From modulus and exponent, big-endian and without leading zeros; `None` where the backend does not take such a key.
    #[cfg_attr(
        not(any(feature = "aws-lc-rs", feature = "rust-crypto")),
        expect(unused_variables, reason = "there is nothing to give them to")
    )]
    pub(crate) fn key(self, modulus: &[u8], exponent: &[u8]) -> Option<VerifyingKey> {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc => {
                use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
                use aws_lc_rs::rsa::PublicKeyComponents;
                use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};

                let der: PublicKeyX509Der<'_> =
                    PublicKeyComponents { n: modulus, e: exponent }.as_der().ok()?;
                let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref()).ok()?;
                Some(VerifyingKey::AwsLc(key))
            }
            #[cfg(feature = "rust-crypto")]
            Self::RustCrypto => {
                let key = jsonwebtoken::DecodingKey::from_rsa_raw_components(modulus, exponent);
                Some(VerifyingKey::RustCrypto(Box::new(key)))
            }
        }
    }
}

impl VerifyingKey {
    /// Whether `signature` is the key's, over `message`.
    #[cfg_attr(
        not(any(feature = "aws-lc-rs", feature = "rust-crypto")),
        expect(unused_variables, reason = "there is nothing to give them to")
    )]
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(key) => key.verify_sig(message, signature).is_ok(),
            #[cfg(feature = "rust-crypto")]
            Self::RustCrypto(key) => {
                let provider = &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
                (provider.verifier_factory)(&jsonwebtoken::Algorithm::RS256, key)
                    .is_ok_and(|verifier| verifier.verify(message, &signature.to_vec()).is_ok())
            }
            #[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
            _ => false,
        }
    }
}

/// Whether a signature that is known to be good is taken, and refused over another message.
fn tells_signatures_apart(verify: impl Fn(&[u8], &[u8]) -> bool) -> bool {
    let signature = URL_SAFE_NO_PAD.decode(KNOWN_SIGNATURE).unwrap_or_default();
    verify(b"entra-perms", &signature) && !verify(b"entra-perm", &signature)
}

/// Of a key made by OpenSSL for this test alone; its private half was thrown away.
const KNOWN_MODULUS: &str = "\
    w4Y_UaHXF6-Mfp9pSAeBwj5XPDndGw5q30NDjRGNfgmS_JIADbdV_BWNAZAb_BIPpvhFTO7rYtZqjGZSu2PW-8ej_bquVzMiTswk\
    hEToODyG6lsTsKx1efB6SkFDMQqlrkRDW4xKvx-jAwN5rkm68sqNGS08qQhoXCSYeYXSmwZCbaz9wLMdFvTz4EGTxnX8Cf4-MlDh\
    jJNXgOpSFTfMgOTiafbNsUXkb6V8J4jNDGj9ZcUeb3QzLI14d14qa_ZzzhAiqeC01205gLmOKAYZQ4TzCsylxEKetpxEKvV8I2_j\
    k7cSZ_D8QsEcEPd8cQXEv5pN8Tu6emMC4n4xbf7JqQ";

/// 65537
const KNOWN_EXPONENT: &[u8] = &[1, 0, 1];

/// `entra-perms`, signed with that key: `openssl dgst -sha256 -sign`.
const KNOWN_SIGNATURE: &str = "\
    G43UXyhtLFPC94Bd93DCCzEZ3dsMNhSTv-UZqKAEkXaalkDlJnhBulTiPBvNXBbm_nIN9OPSNBBy0xoo1l_EwWCcXduHudExek74\
    JE8o9cNF-L2dBt_f4gc5-oUPZF3UJYv3pLiu2knD8Oa5K3FuNAcSYpYGanxvUm4GYdqA4fFdCUpYW1UGbwS74da1QHe4rl9mYTN3\
    nFkEyvgYfd3pCopyQFTBL_1BEOjHHVu6HSNRcZcQZKbs2N6DoGSnvtOM9JP3xwDPEPTd6eR5IaoJL0j15ausG3w3NC7LPMtVyMwX\
    adJIsHDvpq0HsYGYZx_QAx5aSkbTttD1G8gCmadVeg";

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wycheproof;
