//! Verifies a token with the pure-Rust features: without tokio, without the system's clock, and
//! with keys that are replaced at run time. `.ci/run pure` runs it on this machine, and on
//! `wasm32-unknown-unknown`.
//!
//! The private keys of the two tokens were thrown away.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use entra_perms_runtime::{Jwks, SharedJwks, Tenants, TokenError};

entra_perms_runtime::permissions! { manifest = "tests/pure/manifest.json" }

/// A time in the lifetime of the tokens: 2026-01-01T00:30:00Z. `SystemTime::now` panics on
/// `wasm32-unknown-unknown`.
const NOW: Duration = Duration::from_secs(1_767_227_400);

const OLD_KEYS: &str = include_str!("old_keys.json");
const NEW_KEYS: &str = include_str!("new_keys.json");
const OLD_TOKEN: &str = include_str!("old_token.txt");
const NEW_TOKEN: &str = include_str!("new_token.txt");

/// Returns the value of a future that never waits. Neither building nor verifying does, because the
/// keys are given.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("it waits"),
    }
}

fn verify() -> Result<(), Box<dyn std::error::Error>> {
    let keys = SharedJwks::without_keys();
    let tenants = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let builder = TokenValidator::builder(tenants)
        .jwks(keys.clone())
        .clock(|| SystemTime::UNIX_EPOCH + NOW);
    let validator = at_once(builder.build())?;
    let result =
        |token| at_once(validator.validate(token)).map(|caller| caller.can(Role::ParcelsRead));
    assert!(!validator.is_ready());
    assert!(matches!(result(OLD_TOKEN), Err(TokenError::KeysUnavailable { .. })));
    keys.replace(Jwks::from_json(OLD_KEYS)?);
    at_once(validator.ready());
    assert!(validator.is_ready());
    assert_eq!(result(OLD_TOKEN), Ok(true));
    assert_eq!(result(OLD_TOKEN), Ok(true), "from the cache");
    assert_eq!(result(NEW_TOKEN), Err(TokenError::UnknownKey));
    keys.replace(Jwks::from_json(NEW_KEYS)?);
    assert_eq!(result(NEW_TOKEN), Ok(true));
    assert_eq!(result(OLD_TOKEN), Err(TokenError::UnknownKey));
    let forged = NEW_TOKEN.replacen("eyJhdWQi", "eyJhdWQj", 1);
    assert!(result(&forged).is_err());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    verify()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_token_is_verified_without_tokio_and_without_the_clock_of_the_system() {
        super::verify().unwrap();
    }
}
