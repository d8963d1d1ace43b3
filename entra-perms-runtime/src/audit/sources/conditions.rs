//! The conditions of `cfg` and `cfg_attr`: whether code is compiled, if that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::env::consts::{ARCH, FAMILY, OS};

use proc_macro2::{Delimiter, TokenTree};

/// The condition under which code is compiled, evaluated as far as possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Holds,
    Fails,
    /// The condition depends on these predicates, which cannot be evaluated.
    Unknown(BTreeSet<String>),
    /// All of these predicates, as they are written: nothing was evaluated.
    Written(Vec<String>),
}

impl Condition {
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Holds, condition) | (condition, Self::Holds) => condition,
            (Self::Unknown(one), Self::Unknown(other)) => Self::Unknown(&one | &other),
            (one, other) => {
                let mut predicates = one.unknown();
                predicates.extend(other.unknown());
                Self::Written(predicates)
            }
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            unknown @ Self::Unknown(_) => unknown,
            Self::Written(predicates) => Self::Written(vec![negation(&predicates)]),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Returns the predicates that cannot be evaluated.
    pub(super) fn unknown(&self) -> Vec<String> {
        match self {
            Self::Holds | Self::Fails => Vec::new(),
            Self::Unknown(predicates) => predicates.iter().cloned().collect(),
            Self::Written(predicates) => predicates.clone(),
        }
    }

    /// Returns the condition as the predicate of one `cfg`. Returns `None` if it always holds.
    #[cfg(feature = "__internals")]
    pub(super) fn predicate(&self) -> Option<String> {
        match self {
            Self::Holds => None,
            Self::Fails => Some("false".to_owned()),
            Self::Unknown(_) | Self::Written(_) => Some(all(&self.unknown())),
        }
    }

    fn from_known(known: bool) -> Self {
        if known { Self::Holds } else { Self::Fails }
    }

    fn from_unknown(predicate: &[TokenTree]) -> Self {
        Self::Unknown(BTreeSet::from([spelling(predicate)]))
    }
}

/// Returns the predicate that holds if not all of these do.
fn negation(predicates: &[String]) -> String {
    let predicate = all(predicates);
    let inner = predicate.strip_prefix("not(").and_then(|inner| inner.strip_suffix(')'));
    inner.map_or_else(|| format!("not({predicate})"), ToOwned::to_owned)
}

/// Returns the predicate that holds if all of these do.
fn all(predicates: &[String]) -> String {
    match predicates {
        [one] => one.clone(),
        several => format!("all({})", several.join(", ")),
    }
}

/// The known part of the configuration that the sources were compiled with.
#[derive(Clone, Debug)]
pub(super) struct Configuration<'a> {
    /// `false` if no predicate is evaluated, so that code under every condition is found.
    pub(super) evaluates: bool,
    /// The values that the test sets, by the normalized [`spelling`] of the predicate.
    pub(super) given: &'a BTreeMap<String, bool>,
    /// `true` if the test itself was compiled from these sources.
    pub(super) test: bool,
}

impl Configuration<'_> {
    /// Evaluates a predicate of `cfg` or `cfg_attr`.
    pub(super) fn evaluate(&self, predicate: &[TokenTree]) -> Condition {
        if !self.evaluates {
            return Condition::Written(vec![spelling(predicate)]);
        }
        if let Some(known) = self.given.get(&spelling(predicate)) {
            return Condition::from_known(*known);
        }
        let known = match predicate {
            [TokenTree::Ident(name)] => self.word(&name.to_string()),
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if equals.as_char() == '=' =>
            {
                equality(&name.to_string(), &value.to_string())
            }
            [TokenTree::Ident(name), TokenTree::Group(list)]
                if list.delimiter() == Delimiter::Parenthesis =>
            {
                let tokens: Vec<_> = list.stream().into_iter().collect();
                self.combination(&name.to_string(), &tokens)
            }
            _ => None,
        };
        known.unwrap_or_else(|| Condition::from_unknown(predicate))
    }

    /// Evaluates `unix`.
    fn word(&self, name: &str) -> Option<Condition> {
        match name {
            "test" => Some(Condition::from_known(self.test)),
            "true" => Some(Condition::Holds),
            // rustdoc does not compile tests.
            "false" | "doc" | "doctest" => Some(Condition::Fails),
            "unix" | "windows" => Some(Condition::from_known(FAMILY == name)),
            _ => None,
        }
    }

    /// Evaluates `all(…)`, `any(…)` and `not(…)`.
    fn combination(&self, name: &str, list: &[TokenTree]) -> Option<Condition> {
        let mut conditions = arguments(list).map(|predicate| self.evaluate(predicate));
        match name {
            "all" => Some(conditions.fold(Condition::Holds, Condition::and)),
            "any" => Some(conditions.fold(Condition::Fails, Condition::or)),
            "not" => conditions.next().map(Condition::not),
            _ => None,
        }
    }
}

/// Evaluates `target_os = "linux"`.
fn equality(name: &str, literal: &str) -> Option<Condition> {
    let pointer_width = usize::BITS.to_string();
    let actual = match name {
        "target_os" => OS,
        "target_arch" => ARCH,
        // Other targets may belong to several families. These belong to one.
        "target_family" if matches!(FAMILY, "unix" | "windows") => FAMILY,
        "target_pointer_width" => &pointer_width,
        "target_endian" if cfg!(target_endian = "big") => "big",
        "target_endian" => "little",
        _ => return None,
    };
    string(literal).map(|value| Condition::from_known(value == actual))
}

/// Returns the predicate in a normalized spelling: `feature = "extra"`.
pub(super) fn spelling(predicate: &[TokenTree]) -> String {
    let mut text = String::new();
    for token in predicate {
        match token {
            TokenTree::Group(group) => {
                let tokens: Vec<_> = group.stream().into_iter().collect();
                let inner: Vec<String> = arguments(&tokens).map(spelling).collect();
                text.extend(["(", &inner.join(", "), ")"]);
            }
            TokenTree::Punct(punct) if punct.as_char() == '=' => text.push_str(" = "),
            token => text.push_str(&token.to_string()),
        }
    }
    text
}

/// Splits a list at its commas.
pub(super) fn arguments(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    tokens
        .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
        .filter(|part| !part.is_empty())
}

/// Returns the value of a string literal.
///
/// Returns `None` for other literals, and for escapes that no path and no feature name needs.
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
