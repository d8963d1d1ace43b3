//! What is verified: tokens shaped like Entra's, and those who verify them.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{Model, TokenCache, TokenValidator};
use futures_util::FutureExt;
use serde_json::Value;

use crate::permissions::{crm, large};

/// Plays Entra. It never ends, as a `Contestant` may not borrow.
pub fn issuer() -> &'static DevIssuer {
    static ISSUER: OnceLock<DevIssuer> = OnceLock::new();
    ISSUER.get_or_init(|| DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").expect("a key can be made"))
}

/// The same token, of `bytes` or a few more, by a claim that nobody reads.
fn padded<M: Model>(token: TokenBuilder<'static, M>, bytes: usize) -> TokenBuilder<'static, M> {
    let missing = bytes.saturating_sub(token.clone().sign().len());
    token.claim("padding", "x".repeat(missing * 3 / 4))
}

/// 12 roles, 2 scopes, 1.9 kB: what most requests carry.
pub fn small() -> String {
    small_unsigned().sign()
}

/// The same, of which many can be signed that differ in a claim.
pub fn small_unsigned() -> TokenBuilder<'static, crm::Model> {
    padded(issuer().user().roles(crm::Role::ALL.iter().copied()).scopes(SCOPES), 1900)
}

/// The scopes of the small token.
pub const SCOPES: [crm::Scope; 2] = [crm::Scope::CrmReadWriteTeam, crm::Scope::SalesReadWriteTeam];

/// 200 of 716 roles, 2 scopes, 9.5 kB: somebody who may do much.
pub fn of_200_roles() -> String {
    let token = issuer().user::<large::Model>().roles(large::Role::ALL.iter().copied().take(200));
    padded(token.scopes([large::Scope::EverythingRead, large::Scope::EverythingReadWrite]), 9500).sign()
}

/// Verifies each token anew.
pub fn without_cache<M: Model>() -> TokenValidator<M> {
    ready(issuer().validator().token_cache(TokenCache::disabled()).build()).expect("keys are given")
}

/// Knows tokens that it verified.
pub fn with_cache<M: Model>() -> TokenValidator<M> {
    ready(issuer().validator().build()).expect("keys are given")
}

/// What a future gives that waits for nothing: keys are given, and not fetched.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("it waits for nothing")
}

/// The keys of the issuer, as it publishes them.
pub fn jwks() -> Value {
    serde_json::from_str(&issuer().jwks_json()).expect("it is JSON")
}

/// The payload, which is JSON.
pub fn claims_of(token: &str) -> Vec<u8> {
    decoded(token.split('.').nth(1).expect("a token has three parts"))
}

/// A part of a token, or a number of a key.
pub fn decoded(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).expect("it is base64url")
}
