//! One token: its parts, its claims, and the rules for them. In data order:
//!
//! - `compact`: the three parts of a token, and the id of its key;
//! - `claims`: the payload, read once, straight into sets;
//! - `rules` over `optional_claim`: what the claims must say.

pub(super) mod claims;
pub(super) mod compact;
pub(super) mod optional_claim;
pub(super) mod rules;
