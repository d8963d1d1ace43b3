//! Tokens shaped like Entra's, and validators for them.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{Model, TokenCache, TokenValidator};
use futures_util::FutureExt;
use serde_json::Value;

use crate::permissions::{crm, large};

/// Returns the issuer of all tokens. It is static because a `Contestant` must not borrow.
pub fn issuer() -> &'static DevIssuer {
    static ISSUER: OnceLock<DevIssuer> = OnceLock::new();
    ISSUER.get_or_init(|| {
        let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        DevIssuer::new(tenant).expect("the system has random numbers for a key")
    })
}

/// Adds a claim that is never read, so that the signed token has `bytes` bytes or a few more.
pub fn padded<M: Model>(token: TokenBuilder<'_, M>, bytes: usize) -> TokenBuilder<'_, M> {
    let missing = bytes.saturating_sub(token.clone().sign().len());
    token.claim("padding", "x".repeat(missing * 3 / 4))
}

/// Returns a token of 1.9 kB with 12 roles and 2 scopes, a typical size.
pub fn small() -> String {
    small_unsigned().sign()
}

/// Returns the builder of the [`small`] token, for tokens that differ from it in one claim.
pub fn small_unsigned() -> TokenBuilder<'static, crm::Model> {
    padded(issuer().user().roles(crm::Role::ALL.iter().copied()).scopes(SCOPES), 1900)
}

/// The scopes of the small token.
pub const SCOPES: [crm::Scope; 2] = [crm::Scope::CrmReadWriteTeam, crm::Scope::SalesReadWriteTeam];

/// Returns a token of 9.5 kB with 200 of 716 roles and 2 scopes: a user with many permissions.
pub fn with_200_roles() -> String {
    let roles = large::Role::ALL.iter().copied().take(200);
    let scopes = [large::Scope::EverythingRead, large::Scope::EverythingReadWrite];
    padded(issuer().user::<large::Model>().roles(roles).scopes(scopes), 9500).sign()
}

/// Returns a validator that verifies each token.
pub fn without_cache<M: Model>() -> TokenValidator<M> {
    let builder = issuer().validator().token_cache(TokenCache::disabled());
    ready(builder.build()).expect("the keys are valid")
}

/// Returns a validator that caches the tokens that it verified.
pub fn with_cache<M: Model>() -> TokenValidator<M> {
    ready(issuer().validator().build()).expect("the keys are valid")
}

/// Returns the output of a future that does not wait: the validators have fixed keys.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("fixed keys are not fetched")
}

/// Returns the JWKS of the issuer.
pub fn jwks() -> Value {
    serde_json::from_str(&issuer().jwks_json()).expect("a JWKS is JSON")
}

/// Returns the payload of a token, as JSON.
pub fn claims_of(token: &str) -> Vec<u8> {
    decoded(token.split('.').nth(1).expect("a token has three parts"))
}

/// Decodes a part of a token, or a number of a key.
pub fn decoded(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).expect("the part is base64url")
}
