//! Whether code under `cfg` is compiled: yes, no, or not known.

use std::collections::{BTreeMap, BTreeSet};
use std::env::consts::{ARCH, FAMILY, OS};

use proc_macro2::{Delimiter, TokenTree};

/// Whether code is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Holds,
    Fails,
    /// It depends on these predicates, about which nothing is known.
    Unknown(BTreeSet<String>),
}

impl Condition {
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Holds, condition) | (condition, Self::Holds) => condition,
            (Self::Unknown(one), Self::Unknown(other)) => Self::Unknown(&one | &other),
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            unknown @ Self::Unknown(_) => unknown,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The predicates on which it depends and about which nothing is known.
    pub(super) fn unknown(&self) -> Vec<String> {
        match self {
            Self::Holds | Self::Fails => Vec::new(),
            Self::Unknown(predicates) => predicates.iter().cloned().collect(),
        }
    }

    fn from_known(known: bool) -> Self {
        if known { Self::Holds } else { Self::Fails }
    }
}

/// What is known of the configuration that the sources were compiled with.
#[derive(Clone, Debug)]
pub(super) struct Configuration<'a> {
    /// What the test says, by the predicate in one spelling.
    pub(super) given: &'a BTreeMap<String, bool>,
    /// Whether the test itself was compiled from these sources.
    pub(super) test: bool,
}

impl Configuration<'_> {
    /// Evaluates a predicate of `cfg` or `cfg_attr`.
    pub(super) fn evaluate(&self, predicate: &[TokenTree]) -> Condition {
        if let Some(known) = self.given.get(&spelling(predicate)) {
            return Condition::from_known(*known);
        }
        match predicate {
            [TokenTree::Ident(name), TokenTree::Group(list)]
                if list.delimiter() == Delimiter::Parenthesis =>
            {
                let tokens: Vec<_> = list.stream().into_iter().collect();
                let mut conditions = arguments(&tokens).map(|predicate| self.evaluate(predicate));
                match name.to_string().as_str() {
                    "all" => conditions.fold(Condition::Holds, Condition::and),
                    "any" => conditions.fold(Condition::Fails, Condition::or),
                    "not" => conditions.next().map_or_else(|| unknown(predicate), Condition::not),
                    _ => unknown(predicate),
                }
            }
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if equals.as_char() == '=' =>
            {
                let actual = match name.to_string().as_str() {
                    "target_os" => OS.to_owned(),
                    "target_arch" => ARCH.to_owned(),
                    // A target can be of several families; one of these two is of one.
                    "target_family" if matches!(FAMILY, "unix" | "windows") => FAMILY.to_owned(),
                    "target_pointer_width" => usize::BITS.to_string(),
                    "target_endian" => {
                        if cfg!(target_endian = "big") { "big" } else { "little" }.to_owned()
                    }
                    _ => return unknown(predicate),
                };
                let value = string(&value.to_string());
                value.map_or_else(
                    || unknown(predicate),
                    |value| Condition::from_known(value == actual),
                )
            }
            [TokenTree::Ident(name)] => match name.to_string().as_str() {
                "test" => Condition::from_known(self.test),
                "true" => Condition::Holds,
                // A test is not compiled by rustdoc.
                "false" | "doc" | "doctest" => Condition::Fails,
                name @ ("unix" | "windows") => Condition::from_known(FAMILY == name),
                _ => unknown(predicate),
            },
            _ => unknown(predicate),
        }
    }
}

fn unknown(predicate: &[TokenTree]) -> Condition {
    Condition::Unknown(BTreeSet::from([spelling(predicate)]))
}

/// The predicate in one spelling, however it was formatted: `feature = "extra"`.
pub(super) fn spelling(predicate: &[TokenTree]) -> String {
    let mut text = String::new();
    for token in predicate {
        let is_equals = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
        match token {
            TokenTree::Group(group) => {
                let tokens: Vec<_> = group.stream().into_iter().collect();
                let inner: Vec<String> = arguments(&tokens).map(spelling).collect();
                text.extend(["(", &inner.join(", "), ")"]);
            }
            _ if is_equals => text.push_str(" = "),
            token => text.push_str(&token.to_string()),
        }
    }
    text
}

/// The parts of a list that commas separate.
pub(super) fn arguments(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    tokens.split(is_comma).filter(|part| !part.is_empty())
}

/// The value of a string literal. `None` if it is no such literal, or has an escape that no path
/// and no name of a feature needs.
pub(super) fn string(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let raw = raw.trim_matches('#');
        return raw.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => value.push(characters.next().filter(|escaped| matches!(escaped, '\\' | '"'))?),
            character => value.push(character),
        }
    }
    Some(value)
}
