//! A token: its parts, its claims, and the rules for them. In data order:
//!
//! - `compact`: the three parts of a token, and the id of its key;
//! - `named_issuer`: the issuer that chooses between several validators;
//! - `claims`: the payload, read once;
//! - `rules`, with `agents`, `audiences`, `optional_claim` and `versions`: the rules for the
//!   claims;
//! - `nearest_audience` over `audience_form`: a known audience for the log of a refused token.

pub(super) mod agents;
pub(super) mod audience_form;
pub(super) mod audiences;
pub(super) mod claims;
pub(super) mod compact;
pub(super) mod named_issuer;
mod nearest_audience;
pub(super) mod optional_claim;
pub(super) mod rules;
pub(super) mod versions;
