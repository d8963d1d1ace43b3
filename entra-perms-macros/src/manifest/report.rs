//! What is wrong in a manifest, with its place in the file.

use std::fmt::Display;

use proc_macro2::Span;

use super::source::Source;
use crate::errors::Errors;

/// How much an error leaves unknown, and so which later checks would only repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Damage {
    /// Every entry was read and understood.
    Nothing,
    /// Every value is known, but not what each of them means (who may hold it, whether it is enabled).
    Meaning,
    /// Some values could not be read.
    Values,
}

/// The findings in one manifest.
pub(crate) struct Report<'a> {
    source: &'a Source,
    /// The string literal that names the manifest: the smallest piece of Rust at fault.
    span: Span,
    errors: Errors,
    damage: Damage,
}

impl<'a> Report<'a> {
    /// No findings yet.
    pub(super) fn new(source: &'a Source, span: Span) -> Self {
        Self { source, span, errors: Errors::default(), damage: Damage::Nothing }
    }

    /// Reports an error at a byte of the file.
    pub(super) fn error(&mut self, at: usize, damage: Damage, message: impl Display) {
        self.errors.push(self.span, format!("{}: {message}", self.source.at(at)));
        self.damage = self.damage.max(damage);
    }

    /// Reports an error of the file as a whole; the message goes on after the name of the file.
    pub(super) fn whole(&mut self, damage: Damage, message: impl Display) {
        self.errors.push(self.span, format!("`{}` {message}", self.source.written));
        self.damage = self.damage.max(damage);
    }

    /// The name of a byte of the file, for a message that speaks of two places.
    pub(super) fn place(&self, at: usize) -> String {
        self.source.at(at)
    }

    /// What was found so far, as far as later errors depend on it.
    pub(super) fn damage(&self) -> Damage {
        self.damage
    }

    /// The findings, and how much they leave unknown.
    pub(super) fn finish(self) -> (Errors, Damage) {
        (self.errors, self.damage)
    }
}
