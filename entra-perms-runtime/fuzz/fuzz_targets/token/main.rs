//! Checks the validation of tokens for any bytes.
//!
//! - Of all byte strings, only the one signed token is accepted.
//! - A caller has only the permissions that the roles and scopes of a signed payload map to.
//! - A condition about clients admits only callers whose payload names such a client, and says that
//!   a confidential client has proven its identity.
//!
//! The target needs nightly Rust, a C++ compiler, and `cargo install cargo-fuzz`. Run it in
//! `entra-perms-runtime`:
//!
//! ```sh
//! mkdir -p fuzz/corpus/token
//! cargo +nightly fuzz run token fuzz/corpus/token fuzz/seeds/token -- \
//!     -dict=fuzz/token.dict -max_total_time=300
//! ```
//!
//! The first folder receives new inputs. The second folder holds the seeds. Inputs that fail go to
//! `fuzz/artifacts`.
//!
//! - `services`: the validators, over the model of `permissions`
//! - `payload`: payloads that bytes choose
//! - `oracle`: the checks of a caller, written independently of the validator

#![no_main]

#[path = "../composed.rs"]
mod composed;
mod oracle;
mod payload;
mod permissions;
mod services;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::{TokenError, internals};
use libfuzzer_sys::fuzz_target;

use self::payload::CLAIMS;
use self::services::{GENUINE, SERVICES, Service, at_once};

fuzz_target!(|bytes: &[u8]| {
    as_token(bytes);
    as_header(bytes);
    let composed = composed::object(&CLAIMS, &mut bytes.iter().copied()).to_string();
    for service in &*SERVICES {
        as_payload(bytes, service);
        as_payload(composed.as_bytes(), service);
    }
});

/// Checks that only the genuine token is accepted, and no other encoding of it.
fn as_token(bytes: &[u8]) {
    let Ok(token) = std::str::from_utf8(bytes) else { return };
    for service in &*SERVICES {
        let accepted = at_once(service.validator.validate(token)).is_ok();
        assert!(!accepted || token == GENUINE, "an unsigned token was accepted");
    }
}

/// Checks that the payload and the signature of the genuine token need the genuine header.
fn as_header(bytes: &[u8]) {
    let (header, rest) = GENUINE.split_once('.').unwrap();
    let token = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(bytes));
    let accepted = at_once(SERVICES[0].validator.validate(&token)).is_ok();
    assert!(!accepted || token.starts_with(header), "an unsigned header was accepted");
}

fn as_payload(bytes: &[u8], service: &Service) {
    let caller = match internals::caller(&service.validator, bytes, &service.key_issuers) {
        Ok(caller) => caller,
        Err(error) => {
            assert_ne!(error, TokenError::Signature);
            return;
        }
    };
    oracle::check(&caller, bytes, service);
}
