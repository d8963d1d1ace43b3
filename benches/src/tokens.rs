//! What is verified: tokens shaped like Entra's, and those who verify them.

use std::sync::OnceLock;

use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{Model, TokenValidator};
use futures_util::FutureExt;

use crate::permissions::crm::{self, Role, Scope};

/// Plays Entra. It never ends, as a `Contestant` may not borrow.
pub fn issuer() -> &'static DevIssuer {
    static ISSUER: OnceLock<DevIssuer> = OnceLock::new();
    ISSUER.get_or_init(|| DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").expect("a key can be made"))
}

/// A token of `bytes`, or a few more, by claims that nobody reads.
pub fn padded<M: Model>(token: TokenBuilder<'static, M>, bytes: usize) -> String {
    let missing = bytes.saturating_sub(token.clone().sign().len());
    token.claim("padding", "x".repeat(missing * 3 / 4)).sign()
}

/// 12 roles, 2 scopes, 1.9 kB: what most requests carry.
pub fn small() -> String {
    let token = issuer().user::<crm::Model>().roles(Role::ALL.iter().copied());
    padded(token.scopes([Scope::CrmReadWriteTeam, Scope::SalesReadWriteTeam]), 1900)
}

/// Verifies each token anew.
pub fn without_cache<M: Model>() -> TokenValidator<M> {
    ready(issuer().validator().token_cache(0, 0).build()).expect("keys are given")
}

/// Knows tokens that it verified.
pub fn with_cache<M: Model>() -> TokenValidator<M> {
    ready(issuer().validator().build()).expect("keys are given")
}

/// What a future gives that waits for nothing: keys are given, and not fetched.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("it waits for nothing")
}
