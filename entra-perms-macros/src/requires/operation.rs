//! The OpenAPI operation that a guarded function documents.
//!
//! An `#[utoipa::path(…)]` below `#[requires]` gets a mark that identifies the function. The step
//! that adds security to the document finds the requirement by this mark. An attribute above
//! `#[requires]` has already expanded and cannot be marked.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, MetaList, Token, parse_quote};

use super::token_group::token_group;

/// Puts the mark into the attributes that document an operation.
/// ```text
/// #[utoipa::path(get, path = "/contacts", extensions(("x-entra-perms" = json!(mark))))]
/// ```
pub(crate) fn marked(attributes: &[Attribute], mark: &TokenStream) -> Vec<Attribute> {
    let marked = attributes.iter().map(|attribute| {
        let meta = marked_meta(&attribute.meta, mark);
        Attribute { meta, ..attribute.clone() }
    });
    marked.collect()
}

fn marked_meta(meta: &Meta, mark: &TokenStream) -> Meta {
    let name = meta.path().segments.last().map(|segment| segment.ident.to_string());
    match (name.as_deref(), meta) {
        // Users can rename the crate utoipa, so only the last segment counts.
        (Some("path"), Meta::Path(path)) => {
            let arguments = marked_arguments(&TokenStream::new(), mark);
            parse_quote!(#path(#arguments))
        }
        (Some("path"), Meta::List(list)) => {
            Meta::List(MetaList { tokens: marked_arguments(&list.tokens, mark), ..list.clone() })
        }
        (Some("cfg_attr"), Meta::List(list)) => {
            Meta::List(MetaList { tokens: marked_in_condition(&list.tokens, mark), ..list.clone() })
        }
        _ => meta.clone(),
    }
}

/// Marks the attributes of `cfg_attr(condition, utoipa::path(…))`. rustc has not looked at the
/// condition yet.
fn marked_in_condition(tokens: &TokenStream, mark: &TokenStream) -> TokenStream {
    match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens.clone()) {
        Ok(metas) => {
            let metas = metas.iter().enumerate().map(|(index, meta)| match index {
                0 => meta.clone(),
                _ => marked_meta(meta, mark),
            });
            quote!(#(#metas),*)
        }
        // rustc reports the syntax error.
        Err(_) => tokens.clone(),
    }
}

/// Adds the extension to the list of extensions if there is one: utoipa reads only the last list.
fn marked_arguments(arguments: &TokenStream, mark: &TokenStream) -> TokenStream {
    let extension = quote!(("x-entra-perms" = json!(#mark)));
    let mut tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    if let Some(TokenTree::Group(list)) = extensions(&mut tokens) {
        let others = list.stream();
        *list = token_group(Delimiter::Parenthesis, quote!(#extension, #others), list.span());
        return tokens.into_iter().collect();
    }
    let separator = match tokens.last() {
        None => None,
        Some(TokenTree::Punct(last)) if last.as_char() == ',' => None,
        Some(_) => Some(quote!(,)),
    };
    quote!(#arguments #separator extensions(#extension))
}

/// Returns the parentheses of `extensions(…)`.
fn extensions(arguments: &mut [TokenTree]) -> Option<&mut TokenTree> {
    let name = arguments.windows(2).position(is_extensions)?;
    arguments.get_mut(name + 1)
}

fn is_extensions(pair: &[TokenTree]) -> bool {
    match pair {
        [TokenTree::Ident(name), TokenTree::Group(list)] => {
            name == "extensions" && list.delimiter() == Delimiter::Parenthesis
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked_text(attribute: &Attribute) -> String {
        let marked = marked(std::slice::from_ref(attribute), &quote!(MARK));
        quote!(#(#marked)*).to_string().replace(' ', "")
    }

    #[test]
    fn attributes_that_document_an_operation_are_marked() {
        let mark = r#"("x-entra-perms"=json!(MARK))"#;
        for (attribute, expected) in [
            (
                parse_quote!(#[utoipa::path(get)]),
                format!("#[utoipa::path(get,extensions({mark}))]"),
            ),
            (parse_quote!(#[path(get,)]), format!("#[path(get,extensions({mark}))]")),
            (parse_quote!(#[docs::path()]), format!("#[docs::path(extensions({mark}))]")),
            (parse_quote!(#[utoipa::path]), format!("#[utoipa::path(extensions({mark}))]")),
            (
                parse_quote!(#[utoipa::path(extensions(("x-a" = json!(1))), get)]),
                format!(r#"#[utoipa::path(extensions({mark},("x-a"=json!(1))),get)]"#),
            ),
            (
                parse_quote!(#[cfg_attr(feature = "docs", utoipa::path(get), inline)]),
                format!(
                    r#"#[cfg_attr(feature="docs",utoipa::path(get,extensions({mark})),inline)]"#
                ),
            ),
        ] {
            assert_eq!(marked_text(&attribute), expected);
        }
    }

    #[test]
    fn other_attributes_are_unchanged() {
        for attribute in [
            parse_quote!(#[inline(always)]),
            parse_quote!(#[path = "contacts.rs"]),
            parse_quote!(#[doc = "path"]),
            parse_quote!(#[cfg_attr(path, inline)]),
            parse_quote!(#[cfg_attr(1 + 1)]),
        ] {
            assert_eq!(marked_text(&attribute), quote!(#attribute).to_string().replace(' ', ""));
        }
    }
}
