//! What may stand in `#[requires(…)]`: a role path, `any(…)`, `all(…)`, `scope(PATH)`, `at_least(PATH)`.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized, token};

use entra_perms_model::suggestion::{closest, did_you_mean};

const EXPECTED: &str = "expected the path of a role, such as `Contacts::Write::Team`, or `any(…)`, `all(…)`, `scope(…)`, `at_least(…)`";

pub(crate) enum Expression {
    Leaf(Leaf),
    Any(Operands),
    All(Operands),
}

/// What stands in `any(…)` or `all(…)`: one expression at least.
pub(crate) struct Operands {
    pub(crate) list: Vec<Expression>,
    /// Where the word stands, and the closing parenthesis.
    ends: (Span, Span),
}

/// The paths are resolved by rustc alone, so that its own messages and the editor's help apply to them.
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
        let ends = (word.span(), parentheses.span.close());
        match word.to_string().as_str() {
            "any" => Ok(Self::Any(Operands { list: operands(&word, &content)?, ends })),
            "all" => Ok(Self::All(Operands { list: operands(&word, &content)?, ends })),
            "scope" => Ok(Self::Leaf(Leaf::Scope(only_path(&word, &content)?))),
            "at_least" => Ok(Self::Leaf(Leaf::AtLeast(only_path(&word, &content)?))),
            "not" => {
                Err(Error::new(word.span(), "there is no `not`: permissions only ever add up"))
            }
            "role" => Err(Error::new(
                word.span(),
                "a role is written as its path alone, without `role(…)`",
            )),
            unknown => {
                let hint = match closest(unknown, ["any", "all", "scope", "at_least"]) {
                    None => format!("; {EXPECTED}"),
                    meant => did_you_mean(meant),
                };
                Err(Error::new(word.span(), format!("unknown combination `{unknown}`{hint}")))
            }
        }
    }
}

fn operands(word: &Ident, content: ParseStream<'_>) -> Result<Vec<Expression>> {
    let operands = Punctuated::<Expression, Token![,]>::parse_terminated(content)?;
    if operands.is_empty() {
        return Err(Error::new(word.span(), format!("`{word}()` of nothing: {EXPECTED}")));
    }
    Ok(operands.into_iter().collect())
}

fn only_path(word: &Ident, content: ParseStream<'_>) -> Result<Path> {
    if content.is_empty() {
        return Err(Error::new(word.span(), format!("`{word}()` of nothing: expected a path")));
    }
    let one_path =
        || format!("`{word}(…)` takes one path; for more, write `any(…)` or `all(…)` around it");
    if content.peek(Ident::peek_any) && content.peek2(token::Paren) {
        return Err(content.error(one_path()));
    }
    refuse_other_notations(content)?;
    let path = role_path(content)?;
    if content.is_empty() { Ok(path) } else { Err(content.error(one_path())) }
}

fn role_path(input: ParseStream<'_>) -> Result<Path> {
    let path = input
        .call(Path::parse_mod_style)
        .map_err(|error| Error::new(error.span(), EXPECTED))?;
    let Some((TokenTree::Punct(punct), _)) = input.cursor().token_tree() else { return Ok(path) };
    let message = match punct.as_char() {
        '.' => format!(
            "the segments of a role are separated by `::`; write `{}`",
            dotted(&path, input)
        ),
        '|' => "write `any(A, B)` for one of several".to_owned(),
        '&' => "write `all(A, B)` for all of several".to_owned(),
        '=' => "expected the requirement first, and `by = …` or `caller = …` behind it".to_owned(),
        _ => return Ok(path),
    };
    Err(Error::new(punct.span(), message))
}

/// `Contacts.Write.Team`, from behind its first segment, as the path it should be.
fn dotted(path: &Path, input: ParseStream<'_>) -> String {
    let mut segments: Vec<_> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let rest = input.fork();
    while rest.parse::<Token![.]>().is_ok() {
        segments.extend(rest.call(Ident::parse_any).map(|segment| segment.to_string()));
    }
    segments.join("::")
}

/// The value as a string, and the operators of a condition, are what people try first.
fn refuse_other_notations(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Err(Error::new(Span::call_site(), EXPECTED));
    }
    if input.peek(LitStr) {
        let value: LitStr = input.parse()?;
        let path = value.value().replace(['.', ':', '/'], "::");
        let message = format!(
            "a role is written as a path, which the compiler can check: `{path}` without quotes"
        );
        return Err(Error::new(value.span(), message));
    }
    if input.peek(token::Bracket) {
        return Err(
            input.error("write `any(A, B)` for one of several, or `all(A, B)` for all of them")
        );
    }
    if input.peek(Token![!]) {
        return Err(input.error("there is no `not`: permissions only ever add up"));
    }
    Ok(())
}

impl Leaf {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Role(path) | Self::Scope(path) | Self::AtLeast(path) => path,
        }
    }

    /// Where the path begins.
    pub(crate) fn first(&self) -> Span {
        let path = self.path();
        path.leading_colon
            .map_or_else(|| path.segments.first().span(), |colons| colons.span())
    }
}

impl Expression {
    /// Where the expression begins and ends: a stable compiler cannot join the two.
    pub(crate) fn ends(&self) -> (Span, Span) {
        match self {
            Self::Leaf(leaf) => (leaf.first(), leaf.path().segments.last().span()),
            Self::Any(operands) | Self::All(operands) => operands.ends,
        }
    }
}
