//! The macros, documented as users find them. Their pages are in `docs/` of this crate.

#[doc = include_str!("../docs/permissions.md")]
pub use entra_perms_macros::permissions;

#[doc = include_str!("../docs/requires.md")]
pub use entra_perms_macros::requires;

#[doc = include_str!("../docs/requirement.md")]
pub use entra_perms_macros::requirement;
