//! The surroundings of tokens in the sources.

use std::ops::RangeInclusive;
use std::rc::Rc;

use super::conditions::Condition;
use super::files::{Folder, SourceFile};

/// The surroundings of some tokens.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) file: Rc<SourceFile>,
    pub(super) folder: Folder,
    pub(super) module: String,
    pub(super) condition: Condition,
    pub(super) place: Place,
}

/// The kind of code that some tokens are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    Code,
    /// The input of a function-like macro, with the lines of its call.
    Call(RangeInclusive<usize>),
    /// A `macro_rules!`. Nothing is compiled here.
    Definition,
}

impl Context {
    /// Returns this context under a further condition.
    pub(super) fn under(&self, condition: Condition) -> Self {
        Self { condition: self.condition.clone().and(condition), ..self.clone() }
    }
}
