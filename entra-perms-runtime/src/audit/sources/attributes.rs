//! The attributes of an item, and the conditions that `cfg_attr` puts on them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::conditions::{Condition, Configuration, arguments, string};
use super::harmless;

/// An attribute, without the `cfg_attr` and `unsafe` around it.
#[derive(Debug)]
pub(super) struct Attribute {
    /// The path without spaces: `tracing::instrument`.
    pub(super) path: String,
    /// The line that rustc reports for the attribute.
    pub(super) line: usize,
    /// `true` if a `cfg_attr` is around it. The attribute is read even if the condition fails.
    pub(super) is_conditional: bool,
    /// The condition of the `cfg_attr`s around it.
    pub(super) condition: Condition,
    arguments: Vec<TokenTree>,
}

impl Attribute {
    /// Returns the condition of `#[cfg(…)]`.
    pub(super) fn as_cfg(&self, configuration: &Configuration<'_>) -> Option<Condition> {
        let [TokenTree::Group(predicate)] = self.arguments.as_slice() else { return None };
        let tokens: Vec<_> = predicate.stream().into_iter().collect();
        (self.path == "cfg").then(|| evaluate_first(&tokens, configuration))
    }

    /// Returns the value of `#[path = "…"]`, or `Err` if its literal cannot be read.
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

    /// Checks that the attribute is known not to store, skip or copy a function.
    pub(super) fn is_harmless(&self) -> bool {
        harmless::contains(entra_perms_macros::harmless_attributes!(), &self.path)
    }
}

/// Evaluates the first predicate of a list. An empty list is a predicate that is not known.
fn evaluate_first(list: &[TokenTree], configuration: &Configuration<'_>) -> Condition {
    configuration.evaluate(arguments(list).next().unwrap_or(&[]))
}

/// Splits the attributes from the front of the tokens.
pub(super) fn leading<'a>(
    mut tokens: &'a [TokenTree],
    configuration: &Configuration<'_>,
) -> (Vec<Attribute>, &'a [TokenTree]) {
    let mut attributes = Vec::new();
    while let [TokenTree::Punct(hash), TokenTree::Group(content), rest @ ..] = tokens
        && hash.as_char() == '#'
        && content.delimiter() == Delimiter::Bracket
    {
        let around = Around { line: hash.span().start().line, condition: None };
        attributes.extend(around.read(&content.stream(), configuration));
        tokens = rest;
    }
    (attributes, tokens)
}

/// Reads `#![…]`.
pub(super) fn inner(content: &Group, configuration: &Configuration<'_>) -> Vec<Attribute> {
    let around = Around { line: content.span_open().start().line, condition: None };
    around.read(&content.stream(), configuration)
}

/// The surroundings of an attribute's content.
struct Around {
    line: usize,
    /// The condition of the `cfg_attr`s around it, if any.
    condition: Option<Condition>,
}

impl Around {
    /// Reads the content of an attribute: one attribute, or the attributes in a `cfg_attr`.
    fn read(&self, content: &TokenStream, configuration: &Configuration<'_>) -> Vec<Attribute> {
        let tokens: Vec<TokenTree> = content.clone().into_iter().collect();
        let end = tokens.iter().position(|token| !is_path_token(token)).unwrap_or(tokens.len());
        let (path, arguments) = tokens.split_at(end);
        let path: String = path.iter().map(|token| token.to_string().replace("r#", "")).collect();
        match (path.trim_start_matches("::"), arguments) {
            ("cfg_attr", [TokenTree::Group(list)]) => self.cfg_attr(list, configuration),
            ("unsafe", [TokenTree::Group(inside)]) => self.read(&inside.stream(), configuration),
            // `#[$attribute]` in a macro does not have a path yet.
            ("", _) => vec![self.attribute(&content.to_string(), arguments)],
            (path, _) => vec![self.attribute(path, arguments)],
        }
    }

    /// Reads the attributes of `cfg_attr(predicate, attributes…)`.
    fn cfg_attr(&self, list: &Group, configuration: &Configuration<'_>) -> Vec<Attribute> {
        let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
        let condition = self.condition().and(evaluate_first(&tokens, configuration));
        let mut attributes = Vec::new();
        for part in arguments(&tokens).skip(1) {
            let line = part.first().map_or(self.line, |first| first.span().start().line);
            let around = Around { line, condition: Some(condition.clone()) };
            attributes.extend(around.read(&part.iter().cloned().collect(), configuration));
        }
        attributes
    }

    fn attribute(&self, path: &str, arguments: &[TokenTree]) -> Attribute {
        Attribute {
            path: path.to_owned(),
            line: self.line,
            is_conditional: self.condition.is_some(),
            condition: self.condition(),
            arguments: arguments.to_vec(),
        }
    }

    fn condition(&self) -> Condition {
        self.condition.clone().unwrap_or(Condition::Holds)
    }
}

fn is_path_token(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}
