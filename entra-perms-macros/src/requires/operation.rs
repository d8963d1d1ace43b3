//! An `#[utoipa::path(…)]` below `#[requires]` is told which function it documents, so that the step which makes the document secure
//! finds the requirement. Above `#[requires]` it is gone when this runs.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, MetaList, Token, parse_quote};

/// The attributes, with the mark in those that document an operation.
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
        // However the crate is called.
        (Some("path"), Meta::Path(path)) => {
            let arguments = marked_arguments(&TokenStream::new(), mark);
            parse_quote!(#path(#arguments))
        }
        (Some("path"), Meta::List(list)) => {
            Meta::List(MetaList { tokens: marked_arguments(&list.tokens, mark), ..list.clone() })
        }
        (Some("cfg_attr"), Meta::List(list)) => Meta::List(MetaList {
            tokens: marked_where_configured(&list.tokens, mark),
            ..list.clone()
        }),
        _ => meta.clone(),
    }
}

/// `cfg_attr(condition, utoipa::path(…))`: nobody has looked at the condition yet.
fn marked_where_configured(tokens: &TokenStream, mark: &TokenStream) -> TokenStream {
    match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens.clone()) {
        Ok(metas) => {
            let metas = metas.iter().enumerate();
            let metas =
                metas.map(|(i, meta)| if i == 0 { meta.clone() } else { marked_meta(meta, mark) });
            quote!(#(#metas),*)
        }
        // Whatever it is, it is not for us to report.
        Err(_) => tokens.clone(),
    }
}

/// One more extension: where there are others, beside them, because of two lists utoipa takes the last.
fn marked_arguments(arguments: &TokenStream, mark: &TokenStream) -> TokenStream {
    let extension = quote!(("x-entra-perms" = json!(#mark)));
    let mut tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    let place = tokens.windows(2).position(|pair| {
        matches!(pair, [TokenTree::Ident(name), TokenTree::Group(list)]
        if name == "extensions" && list.delimiter() == Delimiter::Parenthesis)
    });
    if let Some(TokenTree::Group(list)) = place.and_then(|place| tokens.get_mut(place + 1)) {
        let (others, span) = (list.stream(), list.span());
        let mut both = Group::new(Delimiter::Parenthesis, quote!(#extension, #others));
        both.set_span(span);
        *list = both;
        return tokens.into_iter().collect();
    }
    let separator = match tokens.last() {
        None => None,
        Some(TokenTree::Punct(last)) if last.as_char() == ',' => None,
        Some(_) => Some(quote!(,)),
    };
    quote!(#arguments #separator extensions(#extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked_text(attribute: &Attribute) -> String {
        let marked = marked(std::slice::from_ref(attribute), &quote!(MARK));
        quote!(#(#marked)*).to_string().replace(' ', "")
    }

    #[test]
    fn what_documents_an_operation_is_marked() {
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
    fn other_attributes_stay_as_they_are() {
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
