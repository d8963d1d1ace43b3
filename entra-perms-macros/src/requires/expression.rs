//! The requirement in `#[requires(…)]`: a role path, `any(…)`, `all(…)`, `scope(PATH)` or
//! `at_least(PATH)`.

use std::fmt;

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized, token};

use super::message::Message;
use super::notations::{
    ALL_OF_SEVERAL, ANY_OF_SEVERAL, expected_role, expected_scope, missing_comma, negated,
    not_one_path, role_as_string, scope_as_string, unknown_word,
};

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
        let expression = operand(input)?;
        refuse_operator::<Token![||]>("any", &expression, input)?;
        refuse_operator::<Token![|]>("any", &expression, input)?;
        refuse_operator::<Token![&&]>("all", &expression, input)?;
        refuse_operator::<Token![&]>("all", &expression, input)?;
        Ok(expression)
    }
}

fn operand(input: ParseStream<'_>) -> Result<Expression> {
    if is_argument(input) {
        return Err(argument_first(input)?);
    }
    refuse_other_notations(input)?;
    if !(input.peek(Ident::peek_any) && input.peek2(token::Paren)) {
        return Ok(Expression::Leaf(Leaf::Role(path(input, expected_role)?)));
    }
    let word = input.call(Ident::parse_any)?;
    let content;
    let parentheses = parenthesized!(content in input);
    let end = parentheses.span.close();
    match word.to_string().as_str() {
        "any" => Ok(Expression::Any(operands(&word, &content, end)?)),
        "all" => Ok(Expression::All(operands(&word, &content, end)?)),
        "scope" => Ok(Expression::Leaf(Leaf::Scope(only_path(&word, &content)?))),
        "at_least" => Ok(Expression::Leaf(Leaf::AtLeast(only_path(&word, &content)?))),
        "not" => Err(negated().at(word.span())),
        "role" => Err(Message::new("a role does not need `role(…)`")
            .help("write the path of the role alone")
            .at(word.span())),
        unknown => Err(unknown_word(unknown).at(word.span())),
    }
}

fn operands(word: &Ident, content: ParseStream<'_>, end: Span) -> Result<Operands> {
    if content.is_empty() {
        return Err(Message::new(format!("`{word}()` is empty"))
            .help(format!("write roles or scopes in it, such as `{word}(Contacts::Write, …)`"))
            .at(word.span()));
    }
    let first = Box::new(content.parse()?);
    let mut others = Vec::new();
    while let Some((next, _)) = content.cursor().token_tree() {
        if !content.peek(Token![,]) {
            return Err(missing_comma(&next)
                .help(format!("write a comma between two operands: `{word}(A, B)`"))
                .at_next(content));
        }
        content.parse::<Token![,]>()?;
        if !content.is_empty() {
            others.push(content.parse()?);
        }
    }
    Ok(Operands { first, others, ends: (word.span(), end) })
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
    if word == "scope" && content.peek(LitStr) {
        let value: LitStr = content.parse()?;
        return Err(scope_as_string(&value).at(value.span()));
    }
    refuse_other_notations(content)?;
    let expected = if word == "scope" { expected_scope } else { expected_role };
    let path = path(content, expected)?;
    if content.is_empty() { Ok(path) } else { Err(not_one_path(word).at_next(content)) }
}

/// Reads a path. `expected` is the message if there is none.
pub(crate) fn path(input: ParseStream<'_>, expected: fn() -> Message) -> Result<Path> {
    let path = input.call(Path::parse_mod_style).map_err(|error| expected().at(error.span()))?;
    if input.peek(Token![.]) {
        return Err(Message::new("the segments of a path are separated by `::`")
            .help(format!("write `{}`", with_colons(&path, input)))
            .at_next(input));
    }
    Ok(path)
}

/// Returns the path that `Contacts.Write.Team` means. Its first segment has been read.
fn with_colons(path: &Path, input: ParseStream<'_>) -> String {
    let mut text = path_text(path);
    let rest = input.fork();
    while rest.parse::<Token![.]>().is_ok() {
        if let Ok(segment) = rest.call(Ident::parse_any) {
            text.push_str("::");
            text.push_str(&segment.to_string());
        }
    }
    text
}

/// Returns the path as the user can write it.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Refuses the notations that people try first: the value as a string, lists, and `!`.
fn refuse_other_notations(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Err(expected_role().at(Span::call_site()));
    }
    if input.peek(LitStr) {
        let value: LitStr = input.parse()?;
        return Err(role_as_string(&value).at(value.span()));
    }
    if input.peek(token::Bracket) {
        let message = Message::new("a list does not say how many of its roles are necessary");
        return Err(message.help(ANY_OF_SEVERAL).help(ALL_OF_SEVERAL).at_next(input));
    }
    if input.peek(Token![!]) {
        return Err(negated().at_next(input));
    }
    Ok(())
}

/// Refuses an operator behind `first`.
fn refuse_operator<T: Parse + ToTokens>(
    word: &str,
    first: &Expression,
    input: ParseStream<'_>,
) -> Result<()> {
    let ahead = input.fork();
    let Ok(operator) = ahead.parse::<T>() else { return Ok(()) };
    let message = Message::new(format!("`{}` does not combine roles", operator.to_token_stream()));
    let message = match others::<T>(&ahead) {
        Some(others) => message.help(format!("write `{word}({first}{others})`")),
        None if word == "any" => message.help(ANY_OF_SEVERAL),
        None => message.help(ALL_OF_SEVERAL),
    };
    Err(message.at_tokens(operator))
}

/// Reads the operands after the first operator, up to the next argument, and writes a comma before
/// each. If another operator is between them, the user must decide how to group them.
fn others<T: Parse>(input: ParseStream<'_>) -> Option<String> {
    let mut others = format!(", {}", operand(input).ok()?);
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<T>().ok()?;
        others.push_str(", ");
        others.push_str(&operand(input).ok()?.to_string());
    }
    Some(others)
}

/// Returns whether `name = …` is next.
pub(crate) fn is_argument(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && input.peek2(Token![=])
}

/// Returns the error for `name = …` in place of a requirement.
fn argument_first(input: ParseStream<'_>) -> Result<Error> {
    let name = input.call(Ident::parse_any)?;
    input.parse::<Token![=]>()?;
    let value = input.fork();
    let requirement = match name.to_string().as_str() {
        "role" | "roles" => operand(&value).ok().map(|operand| operand.to_string()),
        "scope" | "scopes" => value.call(Path::parse_mod_style).ok().map(|path| scope_text(&path)),
        _ => {
            return Ok(Message::new("the requirement must be first")
                .help("write arguments such as `by = …` and `caller = …` after it")
                .at(name.span()));
        }
    };
    let message = Message::new(format!("unknown argument `{name}`"));
    let message = match requirement {
        _ if input.peek(token::Bracket) => message.help(ANY_OF_SEVERAL).help(ALL_OF_SEVERAL),
        Some(requirement) => message.help(format!("write the requirement alone: `{requirement}`")),
        None => message.help(format!("write the requirement alone, without `{name} =`")),
    };
    Ok(message.at(name.span()))
}

fn scope_text(path: &Path) -> String {
    format!("scope({})", path_text(path))
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

/// Writes the requirement as the user can write it.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(Leaf::Role(path)) => f.write_str(&path_text(path)),
            Self::Leaf(Leaf::Scope(path)) => f.write_str(&scope_text(path)),
            Self::Leaf(Leaf::AtLeast(path)) => write!(f, "at_least({})", path_text(path)),
            Self::Any(operands) => write!(f, "any({operands})"),
            Self::All(operands) => write!(f, "all({operands})"),
        }
    }
}

impl fmt::Display for Operands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others.iter().try_for_each(|other| write!(f, ", {other}"))
    }
}
