//! Where items begin and end among tokens.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::conditions::Condition;
use super::walk::Scope;

/// An item with attributes.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) scope: Scope,
    /// How many `<` are open.
    open: usize,
    /// Whether a `>` is now the end of `->` or `=>`.
    in_arrow: bool,
}

impl Item {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, open: 0, in_arrow: false }
    }

    /// The item after one more token. A `>` too many ends it: it is a generic parameter.
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

/// The branches of `if #[cfg(…)] {…} else {…}`, as `cfg_if!` has them.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    after_if: bool,
    /// That none of the branches so far is compiled.
    otherwise: Option<Condition>,
}

impl Alternatives {
    /// Begins an item with this condition. Returns when it is compiled.
    pub(super) fn begin(&mut self, condition: Condition) -> Condition {
        if !self.after_if {
            self.otherwise = None;
            return condition;
        }
        let none_before = self.otherwise.take().unwrap_or(Condition::Holds);
        self.otherwise = Some(none_before.clone().and(condition.clone().not()));
        none_before.and(condition)
    }

    pub(super) fn of_else(&self, tokens: &[TokenTree]) -> Option<Condition> {
        let is_else =
            matches!(tokens, [TokenTree::Ident(word), TokenTree::Group(_), ..] if word == "else");
        self.otherwise.clone().filter(|_| is_else)
    }

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

/// `#![…]` at the front of the tokens.
pub(super) fn inner_attributes(tokens: &[TokenTree]) -> Option<&Group> {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Punct(mark), TokenTree::Group(content), ..]
            if (hash.as_char(), mark.as_char()) == ('#', '!') =>
        {
            Some(content).filter(|content| content.delimiter() == Delimiter::Bracket)
        }
        _ => None,
    }
}

/// Whether the item ends between the tokens and what follows: at `;`, `,` or a block. A block
/// before `>` or `,` is a constant among generic arguments.
pub(super) fn ends_item(tokens: &[TokenTree], following: &[TokenTree]) -> bool {
    let last = tokens.len().checked_sub(following.len() + 1).and_then(|last| tokens.get(last));
    match last {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ';' | ','),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            !matches!(following.first(), Some(TokenTree::Punct(next)) if matches!(next.as_char(), '>' | ','))
        }
        _ => false,
    }
}

pub(super) fn name_of_function(item: &[TokenTree]) -> String {
    let mut idents = item
        .iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if word == "fn"));
    match (idents.next(), idents.next()) {
        (Some(_), Some(TokenTree::Ident(name))) => name.to_string(),
        _ => "fn".to_owned(),
    }
}
