//! The requirement in `#[requires(…)]`: a role path, `any(…)`, `all(…)`, `scope(PATH)` or
//! `at_least(PATH)`.

use entra_perms_model::suggestion::closest;
use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Path, Result, Token, parenthesized, token};

use super::message::Message;

/// A requirement as it was written.
pub(crate) enum Expression {
    Leaf(Leaf),
    Any(Operands),
    All(Operands),
}

/// The expressions in `any(…)` or `all(…)`, at least one.
pub(crate) struct Operands {
    pub(crate) first: Box<Expression>,
    pub(crate) others: Vec<Expression>,
    /// The word, and the closing parenthesis.
    ends: (Span, Span),
}

/// A role or a scope. rustc alone resolves the path, so that its messages and the help of editors
/// apply.
#[derive(Clone)]
pub(crate) enum Leaf {
    Role(Path),
    Scope(Path),
    AtLeast(Path),
}

impl Parse for Expression {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        refuse_other_notations(input)?;
        if !(input.peek(Ident::peek_any) && input.peek2(token::Paren)) {
            return Ok(Self::Leaf(Leaf::Role(role_path(input)?)));
        }
        let word = input.call(Ident::parse_any)?;
        let content;
        let parentheses = parenthesized!(content in input);
        let end = parentheses.span.close();
        match word.to_string().as_str() {
            "any" => Ok(Self::Any(operands(&word, &content, end)?)),
            "all" => Ok(Self::All(operands(&word, &content, end)?)),
            "scope" => Ok(Self::Leaf(Leaf::Scope(only_path(&word, &content)?))),
            "at_least" => Ok(Self::Leaf(Leaf::AtLeast(only_path(&word, &content)?))),
            "not" => Err(negated().at(word.span())),
            "role" => Err(Message::new("a role does not need `role(…)`")
                .help("write the path of the role alone")
                .at(word.span())),
            unknown => Err(unknown_word(unknown).at(word.span())),
        }
    }
}

fn operands(word: &Ident, content: ParseStream<'_>, end: Span) -> Result<Operands> {
    let operands = Punctuated::<Expression, Token![,]>::parse_terminated(content)?;
    let mut operands = operands.into_iter();
    let Some(first) = operands.next() else {
        return Err(Message::new(format!("`{word}()` is empty"))
            .help(format!("write roles or scopes in it, such as `{word}(Contacts::Write, …)`"))
            .at(word.span()));
    };
    Ok(Operands { first: Box::new(first), others: operands.collect(), ends: (word.span(), end) })
}

fn only_path(word: &Ident, content: ParseStream<'_>) -> Result<Path> {
    if content.is_empty() {
        return Err(Message::new(format!("`{word}()` is empty"))
            .help("write one path in it")
            .at(word.span()));
    }
    if content.peek(Ident::peek_any) && content.peek2(token::Paren) {
        return Err(not_one_path(word).at_next(content));
    }
    refuse_other_notations(content)?;
    let path = role_path(content)?;
    if content.is_empty() { Ok(path) } else { Err(not_one_path(word).at_next(content)) }
}

fn role_path(input: ParseStream<'_>) -> Result<Path> {
    let path = input
        .call(Path::parse_mod_style)
        .map_err(|error| expected_role().at(error.span()))?;
    let Some((TokenTree::Punct(punct), _)) = input.cursor().token_tree() else { return Ok(path) };
    let message = match punct.as_char() {
        '.' => Message::new("the segments of a role are separated by `::`")
            .help(format!("write `{}`", with_colons(&path, input))),
        '|' => Message::new("`|` does not combine roles")
            .help("if one of several roles is enough, write `any(A, B)`"),
        '&' => Message::new("`&` does not combine roles")
            .help("if several roles are necessary, write `all(A, B)`"),
        '=' => Message::new("the requirement must be first")
            .help("write `by = …` and `caller = …` after it"),
        _ => return Ok(path),
    };
    Err(message.at(punct.span()))
}

/// Returns the path that `Contacts.Write.Team` means. Its first segment has been read.
fn with_colons(path: &Path, input: ParseStream<'_>) -> String {
    let segments = path.segments.iter().map(|segment| segment.ident.to_string());
    let mut segments: Vec<_> = segments.collect();
    let rest = input.fork();
    while rest.parse::<Token![.]>().is_ok() {
        segments.extend(rest.call(Ident::parse_any).map(|segment| segment.to_string()));
    }
    segments.join("::")
}

/// Refuses the notations that people try first: the value as a string, lists, and `!`.
fn refuse_other_notations(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Err(expected_role().at(Span::call_site()));
    }
    if input.peek(LitStr) {
        let value: LitStr = input.parse()?;
        let path = value.value().replace(['.', ':', '/'], "::");
        return Err(Message::new("a role is a path, not a string")
            .help(format!("write `{path}` without quotes"))
            .at(value.span()));
    }
    if input.peek(token::Bracket) {
        return Err(Message::new("a list does not say how many of its roles are necessary")
            .help("if one of several roles is enough, write `any(A, B)`")
            .help("if several roles are necessary, write `all(A, B)`")
            .at_next(input));
    }
    if input.peek(Token![!]) {
        return Err(negated().at_next(input));
    }
    Ok(())
}

fn expected_role() -> Message {
    Message::new("expected the path of a role").help(
        "write a path such as `Contacts::Write::Team`, \
         or `any(…)`, `all(…)`, `scope(…)` or `at_least(…)`",
    )
}

fn negated() -> Message {
    Message::new("a requirement cannot be negated")
        .note("permissions only add up: a caller that has more of them may never do less")
}

fn unknown_word(word: &str) -> Message {
    let message = Message::new(format!("unknown combination `{word}(…)`"));
    match closest(word, ["any", "all", "scope", "at_least"]) {
        Some(meant) => message.help(format!("did you mean `{meant}`?")),
        None => message.help("write `any(…)`, `all(…)`, `scope(…)` or `at_least(…)`"),
    }
}

fn not_one_path(word: &Ident) -> Message {
    Message::new(format!("`{word}(…)` takes one path"))
        .help(format!("for several paths, write `any({word}(A), {word}(B))`, or `all(…)`"))
}

impl Leaf {
    /// Returns the path.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Role(path) | Self::Scope(path) | Self::AtLeast(path) => path,
        }
    }

    /// Returns the start of the path.
    pub(crate) fn first(&self) -> Span {
        let path = self.path();
        match &path.leading_colon {
            Some(colons) => colons.span(),
            None => path.segments.first().span(),
        }
    }
}

impl Expression {
    /// Returns the start and the end, because a stable compiler cannot join them to one span.
    pub(crate) fn ends(&self) -> (Span, Span) {
        match self {
            Self::Leaf(leaf) => (leaf.first(), leaf.path().segments.last().span()),
            Self::Any(operands) | Self::All(operands) => operands.ends,
        }
    }
}
