//! Pieces of syntax, read with recovery: a broken item of a list is reported and left out.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::token::{Brace, Bracket};
use syn::{Ident, LitStr, Token, braced, bracketed};

use crate::finding::Findings;

/// What is wrong with the arguments.
#[derive(Default)]
pub(super) struct Defects {
    pub(super) errors: Findings,
    /// Something was written that could not be read.
    pub(super) has_losses: bool,
}

impl Defects {
    /// Reports what could not be read.
    pub(super) fn lose(&mut self, error: syn::Error) {
        self.errors.push_syn(error);
        self.has_losses = true;
    }
}

/// A string literal.
pub(super) fn string(input: ParseStream<'_>, purpose: &str) -> syn::Result<LitStr> {
    if input.peek(LitStr) {
        input.parse()
    } else {
        Err(input.error(format!("expected a string literal {purpose}")))
    }
}

/// `["…", …]`
pub(super) fn strings(
    input: ParseStream<'_>,
    purpose: &str,
    defects: &mut Defects,
) -> syn::Result<Vec<LitStr>> {
    in_brackets(
        input,
        &format!("string literals {purpose}: `[\"…\", …]`"),
        defects,
        |input, _| string(input, "in the list"),
    )
}

/// `[item, …]`
pub(super) fn in_brackets<T>(
    input: ParseStream<'_>,
    of: &str,
    defects: &mut Defects,
    item: impl FnMut(ParseStream<'_>, &mut Defects) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(Bracket) {
        return Err(input.error(format!("expected a list of {of}")));
    }
    let content;
    bracketed!(content in input);
    Ok(items(&content, defects, item))
}

/// `{ item, … }`
pub(super) fn in_braces<T>(
    input: ParseStream<'_>,
    name: &str,
    defects: &mut Defects,
    item: fn(ParseStream<'_>, &mut Defects) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(Brace) {
        return Err(input.error(format!("expected braces for `{name}`: `{{ \"…\" => …, … }}`")));
    }
    let content;
    braced!(content in input);
    Ok(items(&content, defects, item))
}

/// Reads items between commas up to the end of `input`; a broken one is reported and left out.
pub(super) fn items<T>(
    input: ParseStream<'_>,
    defects: &mut Defects,
    mut item: impl FnMut(ParseStream<'_>, &mut Defects) -> syn::Result<T>,
) -> Vec<T> {
    let mut read = Vec::new();
    while !input.is_empty() {
        match item(input, defects) {
            Ok(item) => {
                read.push(item);
                if !input.is_empty() && !input.peek(Token![,]) {
                    defects.errors.push_syn(input.error("expected `,`"));
                    // A forgotten comma loses nothing: the next item begins here.
                    let begins_item = input.peek(LitStr)
                        || (input.peek(Ident::peek_any) && input.peek2(Token![=]));
                    if begins_item {
                        continue;
                    }
                    skip_to_comma(input);
                }
            }
            Err(error) => {
                defects.lose(error);
                skip_to_comma(input);
            }
        }
        // Absent only at the end of the input.
        let _: syn::Result<Token![,]> = input.parse();
    }
    read
}

/// Leaves out the rest of an item.
pub(super) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
}
