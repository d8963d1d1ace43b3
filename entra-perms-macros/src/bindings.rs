//! Names of values that could also be names of local bindings.
//!
//! A pattern such as the `admin` in `let admin = …` does not bind if a constant of that name is in
//! scope: it is compared with the constant. `use permissions::roles::*` must not change a user's
//! code in this way. So each value with such a name becomes a module, which a pattern cannot name,
//! and `#[requires(admin)]` takes the value out of the module. This import reaches only the top, so
//! below the top the value is also a constant.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt as _;

/// Returns whether Rust code could use the name for a local binding. By Rust's conventions, the
/// names of constants begin with an upper-case letter, and names of bindings do not.
pub(crate) fn could_be_one(name: &Ident) -> bool {
    let name = name.unraw().to_string();
    !name.trim_start_matches('_').starts_with(|first: char| first.is_uppercase())
}

/// Returns the name of the constant with the value of the module `name`. It has the span of `name`:
/// rustc shows it if a path in `#[requires]` names another module.
pub(crate) fn constant_in(name: &Ident) -> Ident {
    format_ident!("__role_or_scope_{}", name.unraw(), span = name.span())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_in_the_style_of_constants_and_types_cannot_be_bindings() {
        for binding in ["admin", "userRead", "_admin", "_7", "__", "r#type"] {
            assert!(could_be_one(&syn::parse_str(binding).unwrap()), "{binding}");
        }
        for constant in ["Admin", "ALL", "_Admin", "A"] {
            assert!(!could_be_one(&syn::parse_str(constant).unwrap()), "{constant}");
        }
    }
}
