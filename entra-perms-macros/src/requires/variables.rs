//! The names in a piece of source: the ones that it binds, and the ones that it uses.
//!
//! Only rustc knows for certain. If this module misses a name, the generated code does not compile.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};

/// Returns whether an identifier is among the tokens.
pub(crate) fn has_name(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => has_name(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Returns the names in a pattern that are not paths of types or fields.
pub(crate) fn bound_names(pattern: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    let mut tokens = pattern.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => names.extend(bound_names(group.stream())),
            TokenTree::Ident(name) if !is_keyword(&name) => {
                let is_path = match tokens.peek() {
                    Some(TokenTree::Group(_)) => true,
                    Some(TokenTree::Punct(punct)) => punct.as_char() == ':',
                    _ => false,
                };
                if !is_path {
                    names.push(name);
                }
            }
            _ => {}
        }
    }
    names
}

fn is_keyword(name: &Ident) -> bool {
    ["ref", "mut", "_"].iter().any(|keyword| name == keyword)
}

/// Returns whether an expression may use a variable. A field, a method or a module of this name is
/// not a use.
pub(crate) fn uses(expression: &TokenStream, name: &Ident) -> bool {
    let mut tokens = expression.clone().into_iter().peekable();
    let mut is_after_dot = false;
    while let Some(token) = tokens.next() {
        let is_use = match &token {
            TokenTree::Group(group) => uses(&group.stream(), name),
            TokenTree::Ident(ident) => {
                ident == name && !is_after_dot && !tokens.peek().is_some_and(begins_path)
            }
            // `format!("{name}")`
            TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{name}")),
            TokenTree::Punct(_) => false,
        };
        if is_use {
            return true;
        }
        // The second dot of `..` does not begin a field.
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        is_after_dot = is_dot && !is_after_dot;
    }
    false
}

fn begins_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ':' && punct.spacing() == Spacing::Joint,
        _ => false,
    }
}

/// Finds a `Self`, except in an item of the body that has a `Self` of its own.
pub(crate) fn self_type(tokens: TokenStream) -> Option<Span> {
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
                let has_own_self = match item {
                    Some(Item::Type) => true,
                    Some(Item::Block) => is_braced,
                    None => false,
                };
                if !has_own_self && let Some(place) = self_type(group.stream()) {
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
#[derive(Clone, Copy)]
enum Item {
    /// An `impl` or a `trait`: in its braces.
    Block,
    /// A `struct` or an `enum`: in its braces or parentheses.
    Type,
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::*;

    #[test]
    fn patterns_bind_names_except_paths_and_fields() {
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
    fn fields_methods_and_modules_are_not_uses_of_a_variable() {
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
    fn self_is_found_except_in_items_with_their_own_self() {
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
            assert!(self_type(named.clone()).is_some(), "{named}");
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
            assert!(self_type(not_named.clone()).is_none(), "{not_named}");
        }
    }
}
