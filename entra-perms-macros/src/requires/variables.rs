//! The names in a piece of source: which ones it binds, and which ones it uses.
//!
//! Only rustc knows for certain. A name that is missed here does not resolve in the generated code.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};

/// The names in a pattern that are not paths of types or fields.
pub(crate) fn bound_names(pattern: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    let mut tokens = pattern.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => names.extend(bound_names(group.stream())),
            TokenTree::Ident(name)
                if !["ref", "mut", "_"].iter().any(|keyword| name == keyword) =>
            {
                let next = tokens.peek();
                let is_path =
                    matches!(next, Some(TokenTree::Group(_))) || next.is_some_and(is_colon);
                if !is_path {
                    names.push(name);
                }
            }
            _ => {}
        }
    }
    names
}

/// Whether an expression may use a variable. Fields, methods and modules can have its name.
pub(crate) fn uses(expression: &TokenStream, name: &Ident) -> bool {
    let mut tokens = expression.clone().into_iter().peekable();
    let mut after_dot = false;
    while let Some(token) = tokens.next() {
        let used = match &token {
            TokenTree::Group(group) => uses(&group.stream(), name),
            TokenTree::Ident(ident) => {
                ident == name && !after_dot && !tokens.peek().is_some_and(begins_path)
            }
            // As `format!` takes it.
            TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{name}")),
            TokenTree::Punct(_) => false,
        };
        if used {
            return true;
        }
        // `..` is no access to a field.
        after_dot =
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.') && !after_dot;
    }
    false
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

fn begins_path(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

/// Where `Self` is named, other than in an item of the body that has a `Self` of its own.
pub(crate) fn names_self(tokens: TokenStream) -> Option<Span> {
    let mut item = None;
    for token in tokens {
        match &token {
            TokenTree::Ident(ident) if ident == "Self" => return Some(ident.span()),
            TokenTree::Ident(ident) if ident == "impl" || ident == "trait" => {
                item = Some(Item::Block);
            }
            TokenTree::Ident(ident) if ident == "struct" || ident == "enum" => {
                item = Some(Item::Type);
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => item = None,
            TokenTree::Group(group) => {
                let is_braced = group.delimiter() == Delimiter::Brace;
                let is_of_item =
                    item == Some(Item::Type) || (item == Some(Item::Block) && is_braced);
                if !is_of_item && let Some(place) = names_self(group.stream()) {
                    return Some(place);
                }
                if is_braced {
                    item = None;
                }
            }
            _ => {}
        }
    }
    None
}

/// An item that has a `Self` of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    /// An `impl` or a `trait`: within its braces.
    Block,
    /// A `struct` or an `enum`: within its braces or parentheses.
    Type,
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::*;

    #[test]
    fn a_pattern_binds_what_is_no_path_and_no_field() {
        for (pattern, names) in [
            (quote!(name), vec!["name"]),
            (quote!(_), vec![]),
            (quote!(ref mut name), vec!["name"]),
            (quote!(Extension(name)), vec!["name"]),
            (quote!(extract::Path((id, _))), vec!["id"]),
            (quote!(Session { caller: who, name, .. }), vec!["who", "name"]),
            (quote!(all @ [first, ..]), vec!["all", "first"]),
        ] {
            let bound: Vec<String> =
                bound_names(pattern.clone()).iter().map(ToString::to_string).collect();
            assert_eq!(bound, names, "{pattern}");
        }
    }

    #[test]
    fn a_variable_is_used_where_it_is_no_field_and_no_path() {
        let name = format_ident!("name");
        for used in [
            quote!(name),
            quote!(&mut name.field),
            quote!(f(0, name)),
            quote!(list[..name]),
            quote!(Wrapper { name }),
            quote!(format!("{name:?}")),
            quote!(pick!(name: other)),
            quote!(Wrapper { inner: name }),
        ] {
            assert!(uses(&used, &name), "{used}");
        }
        for not_used in [
            quote!(other),
            quote!(other.name),
            quote!(other.name()),
            quote!(name::of(other)),
            quote!("name"),
        ] {
            assert!(!uses(&not_used, &name), "{not_used}");
        }
    }

    #[test]
    fn self_is_found_unless_an_item_has_its_own() {
        for named in [
            quote!(
                fn f() -> Self {}
            ),
            quote!({ g(Self::new()) }),
            quote!({
                impl A {
                    fn f() -> Self {}
                }
                Self::new()
            }),
            quote!({
                let a: impl Sized = 1;
                { Self::new() }
            }),
            quote!({
                struct A;
                Self::new()
            }),
            quote!({
                struct A(u8);
                f(Self::new())
            }),
        ] {
            assert!(names_self(named.clone()).is_some(), "{named}");
        }
        for not_named in [
            quote!({
                struct A {
                    next: Option<Box<Self>>,
                }
            }),
            quote!({
                enum A {
                    B(Box<Self>),
                }
            }),
            quote!({
                struct A(Vec<Self>);
            }),
            quote!(
                fn f(self_: A) -> Result<(), E> {}
            ),
            quote!({
                impl A {
                    fn f() -> Self {
                        Self
                    }
                }
            }),
            quote!({
                trait A {
                    fn f() -> Self;
                }
            }),
        ] {
            assert!(names_self(not_named.clone()).is_none(), "{not_named}");
        }
    }
}
