//! A token: its parts, its claims, and the rules for them. In data order:
//!
//! - `compact`: the three parts of a token, and the id of its key;
//! - `claims`: the payload, read once;
//! - `rules`, with `agents`, `audiences` and `optional_claim`: the rules for the claims.

pub(super) mod agents;
pub(super) mod audiences;
pub(super) mod claims;
pub(super) mod compact;
pub(super) mod optional_claim;
pub(super) mod rules;
