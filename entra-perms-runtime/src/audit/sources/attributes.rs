//! The attributes of an item: which of them guards it, and which of them expand before that one.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::conditions::{Condition, Configuration, arguments, string};
use super::harmless;

/// An attribute, outside of the `cfg_attr` and `unsafe` that it was written in.
#[derive(Debug)]
pub(super) struct Attribute {
    /// As it was written, without spaces: `tracing::instrument`.
    pub(super) path: String,
    /// The line from which rustc says that it comes.
    pub(super) line: usize,
    /// Whether a `cfg_attr` is around it. The attribute is read even if the condition fails.
    pub(super) is_conditional: bool,
    /// What `cfg_attr` says of it.
    pub(super) condition: Condition,
    arguments: Vec<TokenTree>,
}

impl Attribute {
    /// The condition that the attribute is: of `cfg`.
    pub(super) fn as_cfg(&self, configuration: &Configuration<'_>) -> Option<Condition> {
        let [TokenTree::Group(predicate)] = self.arguments.as_slice() else { return None };
        let predicate: Vec<_> = predicate.stream().into_iter().collect();
        let predicate = arguments(&predicate).next().unwrap_or_default();
        (self.path == "cfg").then(|| configuration.evaluate(predicate))
    }

    /// The value of `path = "…"`. `Err` if it cannot be read.
    pub(super) fn as_path(&self) -> Option<Result<String, ()>> {
        match self.arguments.as_slice() {
            [TokenTree::Punct(equals), value] if self.path == "path" && equals.as_char() == '=' => {
                Some(string(&value.to_string()).ok_or(()))
            }
            _ => None,
        }
    }

    pub(super) fn last_segment(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }

    /// Checks whether the attribute is known to neither store, skip nor copy a function.
    pub(super) fn is_harmless(&self) -> bool {
        harmless::contains(entra_perms_macros::harmless_attributes!(), &self.path)
    }
}

/// Takes the attributes off the front of the tokens.
pub(super) fn leading<'a>(
    mut tokens: &'a [TokenTree],
    configuration: &Configuration<'_>,
) -> (Vec<Attribute>, &'a [TokenTree]) {
    let mut attributes = Vec::new();
    while let [TokenTree::Punct(hash), TokenTree::Group(content), rest @ ..] = tokens
        && hash.as_char() == '#'
        && content.delimiter() == Delimiter::Bracket
    {
        let line = hash.span().start().line;
        attributes.extend(read(&content.stream(), line, None, configuration));
        tokens = rest;
    }
    (attributes, tokens)
}

/// Reads `#![…]`.
pub(super) fn inner(content: &Group, configuration: &Configuration<'_>) -> Vec<Attribute> {
    let line = content.span_open().start().line;
    read(&content.stream(), line, None, configuration)
}

/// Reads the content of an attribute: one attribute, or those in a `cfg_attr`. `condition` is that
/// of the `cfg_attr` around it.
fn read(
    content: &TokenStream,
    line: usize,
    condition: Option<&Condition>,
    configuration: &Configuration<'_>,
) -> Vec<Attribute> {
    let tokens: Vec<TokenTree> = content.clone().into_iter().collect();
    let is_of_path = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    let end = tokens.iter().position(|token| !is_of_path(token)).unwrap_or(tokens.len());
    let (path, rest) = tokens.split_at(end);
    let path: String = path.iter().map(|token| token.to_string().replace("r#", "")).collect();
    let path = path.trim_start_matches("::").to_owned();
    match (path.as_str(), rest) {
        ("cfg_attr", [TokenTree::Group(list)]) => {
            let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
            let mut parts = arguments(&tokens);
            let predicate = parts.next().unwrap_or_default();
            let around = condition.cloned().unwrap_or(Condition::Holds);
            let condition = around.and(configuration.evaluate(predicate));
            let inside = parts.flat_map(|part| {
                let line = part.first().map_or(line, |first| first.span().start().line);
                read(&part.iter().cloned().collect(), line, Some(&condition), configuration)
            });
            inside.collect()
        }
        ("unsafe", [TokenTree::Group(inside)]) => {
            read(&inside.stream(), line, condition, configuration)
        }
        _ => {
            // `#[$attribute]` in a macro has no path yet.
            let path = if path.is_empty() { content.to_string() } else { path };
            let is_conditional = condition.is_some();
            let condition = condition.cloned().unwrap_or(Condition::Holds);
            vec![Attribute { path, line, is_conditional, condition, arguments: rest.to_vec() }]
        }
    }
}
