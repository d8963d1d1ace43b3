//! Names that only generated code has.

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The start of the name of the type that holds the requirement of a handler.
pub(crate) const GUARD_PREFIX: &str = "__requires_";

/// The start of the name of the constant for the requirement of a handler.
pub(crate) const REQUIREMENT_PREFIX: &str = "__requirement_of_";

/// The start of the name of an inner function. Attributes make further names of it, which must not
/// have two underscores in a row.
pub(crate) const INNER_PREFIX: &str = "entra_perms_body_of_";

/// Returns the name of a local binding.
///
/// Hygiene keeps local bindings apart, but not constants: a glob import can bring an app role into
/// scope, with which a pattern of its name would be compared. App roles do not have such a name.
pub(crate) fn bound_name(name: &str, span: Span) -> Ident {
    format_ident!("__entra_perms_{name}", span = span)
}

/// Returns the name of a parameter that has no name in the user's text, or a name that begins with
/// `_`.
pub(crate) fn parameter_name(number: usize, place: Span) -> Ident {
    format_ident!("__entra_perms_{number}", span = Span::mixed_site().located_at(place))
}
