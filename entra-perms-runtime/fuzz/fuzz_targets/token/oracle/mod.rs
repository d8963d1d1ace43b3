//! The checks of an accepted caller, written independently of the validator.

mod agent;
mod client;
mod identity;
mod permissions;

use serde_json::Value;

use crate::permissions::Caller;
use crate::services::Service;

/// Checks the caller of a payload that the service accepted.
pub fn check(caller: &Caller, payload: &[u8], service: &Service) {
    permissions::check(caller);
    // The validator skips claims that it does not read. They may be too deeply nested for `Value`.
    let Ok(claims) = serde_json::from_slice::<Value>(payload) else { return };
    identity::check(caller, &claims, service);
    permissions::check_values(caller, &claims);
    client::check(caller, &claims, service);
    agent::check(caller, &claims, service);
    assert_eq!(caller.claims::<Value>().unwrap(), claims);
}
