//! RS256, by whichever cryptography is compiled in.
//!
//! `jsonwebtoken` picks its backend process-wide, and panics at the first token where none or several are compiled in,
//! which any other crate of the program can bring about. So it is not asked to pick: the backend is named here, and tried
//! when the validator is built.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::CryptoProvider;
use jsonwebtoken::{Algorithm, DecodingKey};

use super::build_error::BuildError;

/// A backend that was tried.
#[derive(Clone, Copy)]
pub(crate) struct Backend(&'static CryptoProvider);

impl Backend {
    /// Those that are compiled in, by their names; AWS-LC first, being much the faster.
    pub(crate) const COMPILED_IN: &[(&str, Self)] = &[
        #[cfg(feature = "aws-lc-rs")]
        ("AWS-LC", Self(&jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER)),
        #[cfg(feature = "rust-crypto")]
        ("RustCrypto", Self(&jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER)),
    ];

    /// The fastest backend that is compiled in.
    pub(crate) fn choose() -> Result<Self, BuildError> {
        let (_, backend) = Self::COMPILED_IN.first().ok_or(BuildError::NoBackend)?;
        if backend.works() { Ok(*backend) } else { Err(BuildError::BackendSelfTest) }
    }

    /// Whether `signature` is the key's, over `message`.
    pub(crate) fn verify(self, key: &DecodingKey, message: &[u8], signature: &Vec<u8>) -> bool {
        (self.0.verifier_factory)(&Algorithm::RS256, key)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }

    /// A signature that is known to be good is taken, and refused over another message.
    fn works(self) -> bool {
        let Ok(key) = DecodingKey::from_rsa_components(KNOWN_MODULUS, "AQAB") else { return false };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(KNOWN_SIGNATURE) else { return false };
        self.verify(&key, b"entra-perms", &signature) && !self.verify(&key, b"entra-perm", &signature)
    }
}

/// Of a key made by OpenSSL for this test alone; its private half was thrown away.
const KNOWN_MODULUS: &str = "\
    w4Y_UaHXF6-Mfp9pSAeBwj5XPDndGw5q30NDjRGNfgmS_JIADbdV_BWNAZAb_BIPpvhFTO7rYtZqjGZSu2PW-8ej_bquVzMiTswk\
    hEToODyG6lsTsKx1efB6SkFDMQqlrkRDW4xKvx-jAwN5rkm68sqNGS08qQhoXCSYeYXSmwZCbaz9wLMdFvTz4EGTxnX8Cf4-MlDh\
    jJNXgOpSFTfMgOTiafbNsUXkb6V8J4jNDGj9ZcUeb3QzLI14d14qa_ZzzhAiqeC01205gLmOKAYZQ4TzCsylxEKetpxEKvV8I2_j\
    k7cSZ_D8QsEcEPd8cQXEv5pN8Tu6emMC4n4xbf7JqQ";

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
