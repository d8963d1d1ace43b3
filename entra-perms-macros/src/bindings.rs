//! Names of values that could also be names of local bindings.
//!
//! A pattern such as the `admin` in `let admin = …` does not bind if a constant of that name is in
//! scope: it is compared with the constant. `use permissions::roles::*` must not do that to a
//! user's code. So each value with such a name becomes a module, which no pattern can mean, and
//! `#[requires(admin)]` takes the value out of the module. Only below the top, out of reach of that
//! import, the value is a constant as well.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt as _;

/// Returns whether Rust code could use the name for a local binding: Rust's conventions have
/// constants begin with an upper-case letter, and bindings with any other character.
pub(crate) fn could_be_one(name: &Ident) -> bool {
    let name = name.unraw().to_string();
    !name.trim_start_matches('_').starts_with(|first: char| first.is_uppercase())
}

/// Returns the name of the constant that holds the value of the module `name`, at the place of
/// `name`. rustc shows it if a path in `#[requires]` names another module.
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
