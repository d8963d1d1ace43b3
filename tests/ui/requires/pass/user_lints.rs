//! A module with both macros does not trip the user's lints.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused
)]
#![deny(
    unused_qualifications,
    unused_results,
    unused_lifetimes,
    single_use_lifetimes,
    trivial_casts
)]
#![deny(
    trivial_numeric_casts,
    variant_size_differences,
    nonstandard_style,
    future_incompatible,
    let_underscore
)]
#![deny(
    rust_2018_idioms,
    unit_bindings,
    redundant_lifetimes,
    non_ascii_idents,
    ambiguous_negative_literals
)]
#![forbid(unsafe_code)]

/// The permissions, in public.
pub mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "tests/manifests/rules.json", allow = [no_idtyp, shared_roles, user_consent],
        scopes = {
            "Files.*" => ["Files.*"],
            "user_impersonation" => ["*"],
            "openid_like" => [],
        },
        not_delegated = [],
    }
}

/// With constraints, in private.
#[path = "../permissions.rs"]
mod shop;

use entra_perms_runtime::{Denied, requires};
use shop::roles::Orders;
use shop::roles::Orders::Read::Constraint;

/// A function.
///
/// # Errors
/// [`Denied`]
#[requires(Orders::Read::ANY)]
pub fn list(caller: &shop::Caller) -> Result<&'static str, Denied> {
    Ok(match Orders::Read::widest(caller) {
        Some(Constraint::My) => "own",
        Some(Constraint::Team) => "of the team",
        Some(Constraint::All) => "all",
        None => "none",
    })
}

/// A handler.
#[requires(Orders::Read::All)]
pub async fn handler() {}

fn main() {
    let _ = (list, handler);
}
