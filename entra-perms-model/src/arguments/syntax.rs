//! Lists and strings, read with recovery: a broken item is reported and left out.

use std::fmt::Display;

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Ident, LitStr, Token, braced, bracketed};

use crate::finding::{Finding, Findings, Rule};
use crate::manifest::Shown;

/// The errors in the arguments.
#[derive(Default)]
pub(super) struct Defects {
    pub(super) errors: Findings,
    /// `true` if some tokens could not be read.
    pub(super) has_losses: bool,
}

impl Defects {
    /// Reports an error and the loss of the tokens at fault.
    pub(super) fn lose(&mut self, error: Finding) {
        self.errors.push(error);
        self.has_losses = true;
    }

    /// Adds the errors of a part of the arguments.
    pub(super) fn join(&mut self, part: Self) {
        self.errors.extend(part.errors);
        self.has_losses |= part.has_losses;
    }
}

/// Returns the error for the next token, with an example of correct syntax.
pub(super) fn expected(
    input: ParseStream<'_>,
    syntax: impl Display,
    example: impl Display,
) -> Finding {
    let prefix = if input.is_empty() { "unexpected end of input, " } else { "" };
    Finding::new(Rule::Syntax, format_args!("{prefix}expected {syntax}"))
        .help(format_args!("write, for example, `{example}`"))
        .at(input.span())
}

/// Reads a string literal.
pub(super) fn string(
    input: ParseStream<'_>,
    purpose: impl Display,
    example: impl Display,
) -> Result<LitStr, Finding> {
    if let Ok(literal) = input.parse() {
        return Ok(literal);
    }
    let syntax = format_args!("a string {purpose}");
    match value_of_path(input) {
        Some(value) => Err(unquoted(input, syntax, &value)),
        None => Err(expected(input, syntax, example)),
    }
}

/// Returns the value that a path like `Books::Read::*` names, with dots between its segments.
fn value_of_path(input: ParseStream<'_>) -> Option<String> {
    let input = input.fork();
    let mut segments = vec![input.call(Ident::parse_any).ok()?.unraw().to_string()];
    while input.parse::<Token![::]>().is_ok() || input.parse::<Token![.]>().is_ok() {
        if input.parse::<Token![*]>().is_ok() {
            segments.push("*".to_owned());
        } else {
            segments.push(input.call(Ident::parse_any).ok()?.unraw().to_string());
        }
    }
    (segments.len() > 1).then(|| segments.join("."))
}

fn unquoted(input: ParseStream<'_>, syntax: impl Display, value: &str) -> Finding {
    Finding::new(Rule::Syntax, format_args!("expected {syntax}"))
        .help(format_args!("write `{value:?}`"))
        .at(input.span())
}

/// Reads `["…", …]`.
pub(super) fn strings(
    input: ParseStream<'_>,
    list: impl Display,
    example: &str,
    defects: &mut Defects,
) -> Result<Vec<LitStr>, Finding> {
    let list_example = list_of_next(input).unwrap_or_else(|| example.to_owned());
    in_brackets(input, list, &list_example, defects, |input, _| {
        string(input, "in the list", example)
    })
}

/// Reads `["…", …]` with at least one string. `no_string` is the error of an empty list.
pub(super) fn some_strings(
    input: ParseStream<'_>,
    list: impl Display,
    example: &str,
    no_string: Finding,
    defects: &mut Defects,
) -> Result<Vec<LitStr>, Finding> {
    // A list in which something could not be read is not empty.
    let mut list_defects = Defects::default();
    let read = strings(input, list, example, &mut list_defects)?;
    let is_empty = read.is_empty() && !list_defects.has_losses;
    defects.join(list_defects);
    if is_empty { Err(no_string) } else { Ok(read) }
}

/// Returns `["…"]` if the next token is a string, for a user who forgot the brackets.
pub(super) fn list_of_next(input: ParseStream<'_>) -> Option<String> {
    let (literal, _) = input.cursor().literal()?;
    Some(format!("[{literal}]"))
}

/// Reads `[item, …]`.
pub(super) fn in_brackets<T>(
    input: ParseStream<'_>,
    list: impl Display,
    example: &str,
    defects: &mut Defects,
    item: impl FnMut(ParseStream<'_>, &mut Defects) -> Result<T, Finding>,
) -> Result<Vec<T>, Finding> {
    let Ok(content) = bracket_content(input) else { return Err(expected(input, list, example)) };
    Ok(items(&content, "[…, …]", defects, item))
}

fn bracket_content(input: ParseStream<'_>) -> syn::Result<ParseBuffer<'_>> {
    let content;
    bracketed!(content in input);
    Ok(content)
}

/// Reads `{ item, … }`.
pub(super) fn in_braces<T>(
    input: ParseStream<'_>,
    list: impl Display,
    example: &str,
    defects: &mut Defects,
    item: fn(ParseStream<'_>, &mut Defects) -> Result<T, Finding>,
) -> Result<Vec<T>, Finding> {
    let Ok(content) = brace_content(input) else { return Err(expected(input, list, example)) };
    Ok(items(&content, separators(example), defects, item))
}

/// Returns lines with a comma between them, in the notation of this example.
fn separators(example: &str) -> &'static str {
    if example.contains("=>") { "{ … => …, … => … }" } else { "{ … = …, … = … }" }
}

fn brace_content(input: ParseStream<'_>) -> syn::Result<ParseBuffer<'_>> {
    let content;
    braced!(content in input);
    Ok(content)
}

/// Reads items between commas up to the end of `input`. A semicolon is an error in the place of a
/// comma, and loses nothing.
pub(super) fn items<T>(
    input: ParseStream<'_>,
    example: &str,
    defects: &mut Defects,
    mut item: impl FnMut(ParseStream<'_>, &mut Defects) -> Result<T, Finding>,
) -> Vec<T> {
    let mut read = Vec::new();
    while !input.is_empty() {
        match item(input, defects) {
            Ok(item) => read.push(item),
            Err(error) => {
                defects.lose(error);
                skip_to_comma(input);
            }
        }
        if input.peek(Token![;]) {
            defects.errors.push(semicolon(input));
            let _: syn::Result<Token![;]> = input.parse();
            continue;
        }
        if let Some((token, _)) = input.cursor().token_tree()
            && !input.peek(Token![,])
        {
            let token = token.to_string();
            let message = format!("expected `,` before `{}`", Shown(&token));
            let error = Finding::new(Rule::Syntax, message)
                .help(format_args!("write a comma between two items: `{example}`"));
            defects.errors.push(error.at(input.span()));
            // If only the comma is missing, nothing is lost.
            if begins_item(input) {
                continue;
            }
            skip_to_comma(input);
        }
        // The last item has no comma.
        let _: syn::Result<Token![,]> = input.parse();
    }
    read
}

fn semicolon(input: ParseStream<'_>) -> Finding {
    Finding::new(Rule::Syntax, "expected `,`, found `;`")
        .help("write `,` instead of `;`")
        .at(input.span())
}

fn begins_item(input: ParseStream<'_>) -> bool {
    input.peek(LitStr) || (input.peek(Ident::peek_any) && input.peek2(Token![=]))
}

/// Skips the rest of an item, up to a comma or a semicolon.
pub(super) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
}
