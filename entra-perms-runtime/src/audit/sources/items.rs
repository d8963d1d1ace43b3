//! The beginnings and ends of items in a sequence of tokens.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::attributes::Attribute;
use super::conditions::Condition;
use super::context::Context;

/// An item with attributes, as far as it has been read.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) context: Context,
    pub(super) attributes: Vec<Attribute>,
    /// The number of open `<`.
    open: usize,
    /// `true` if a `>` would now be the end of `->` or `=>`.
    in_arrow: bool,
}

impl Item {
    pub(super) fn new(context: Context, attributes: Vec<Attribute>) -> Self {
        Self { context, attributes, open: 0, in_arrow: false }
    }

    /// Returns the item after one more token.
    ///
    /// Returns `None` after an unmatched `>`: the item is a generic parameter, and ends there.
    pub(super) fn after(mut self, token: &TokenTree) -> Option<Self> {
        let mark = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_) => ' ',
        };
        match mark {
            '<' => self.open += 1,
            '>' if !self.in_arrow => self.open = self.open.checked_sub(1)?,
            _ => {}
        }
        self.in_arrow = matches!(mark, '-' | '=');
        Some(self)
    }
}

/// The branches of `if #[cfg(…)] {…} else {…}` in a `cfg_if!`.
#[derive(Debug, Default)]
pub(super) struct CfgBranches {
    after_if: bool,
    /// The condition under which all branches so far are left out.
    otherwise: Option<Condition>,
}

impl CfgBranches {
    /// Begins an item with this `cfg`. Returns the condition under which it is compiled.
    pub(super) fn begin(&mut self, condition: Condition) -> Condition {
        if !self.after_if {
            self.otherwise = None;
            return condition;
        }
        let otherwise = self.otherwise.take().unwrap_or(Condition::Holds);
        self.otherwise = Some(otherwise.clone().and(condition.clone().not()));
        otherwise.and(condition)
    }

    /// Returns the condition of the `else` branch, if the tokens begin one.
    pub(super) fn of_else(&self, tokens: &[TokenTree]) -> Option<Condition> {
        match tokens {
            [TokenTree::Ident(word), TokenTree::Group(_), ..] if word == "else" => {
                self.otherwise.clone()
            }
            _ => None,
        }
    }

    /// Notes a token. Any token outside of `if … {…} else {…}` ends the branches.
    pub(super) fn see(&mut self, token: &TokenTree) {
        self.after_if = matches!(token, TokenTree::Ident(word) if word == "if");
        let continues = match token {
            TokenTree::Ident(word) => word == "if" || word == "else",
            token => matches!(token, TokenTree::Group(_)),
        };
        if !continues {
            self.otherwise = None;
        }
    }
}

/// Returns the content of `#![…]` at the front of the tokens.
pub(super) fn inner_attributes(tokens: &[TokenTree]) -> Option<&Group> {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Punct(mark), TokenTree::Group(content), ..]
            if hash.as_char() == '#' && mark.as_char() == '!' =>
        {
            Some(content).filter(|content| content.delimiter() == Delimiter::Bracket)
        }
        _ => None,
    }
}

/// Checks that an item ends before `following`: at `;`, `,` or a block.
///
/// A block before `>` or `,` does not end an item. It is a constant among generic arguments.
pub(super) fn ends_item(tokens: &[TokenTree], following: &[TokenTree]) -> bool {
    let last = tokens.len().checked_sub(following.len() + 1).and_then(|last| tokens.get(last));
    match last {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ';' | ','),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            !continues_generics(following.first())
        }
        _ => false,
    }
}

fn continues_generics(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(next)) if matches!(next.as_char(), '>' | ','))
}

/// Returns the name of a function, or `fn` if a macro parameter names it.
pub(super) fn name_of_function(item: &[TokenTree]) -> String {
    let mut idents = item
        .iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if word == "fn"));
    match (idents.next(), idents.next()) {
        (Some(_), Some(TokenTree::Ident(name))) => name.to_string(),
        _ => "fn".to_owned(),
    }
}
