//! What is wrong in a manifest, with its place in the file.

use std::fmt::{self, Display};

use proc_macro2::Span;

use super::source::Source;
use crate::errors::{Errors, Fault};
use crate::warnings::{Lint, Warnings};

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

/// A byte of one of the files of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The index of the file.
    pub file: usize,
    /// The byte in its text.
    pub byte: usize,
}

/// The findings in the files of one manifest.
pub(super) struct Report<'a> {
    files: &'a [Source],
    /// The file that is being read; `None` where the manifest as a whole is looked at.
    file: Option<usize>,
    errors: Errors,
    warnings: Warnings,
    damage: Damage,
    /// What is said once in a file.
    said: Vec<(usize, Fault, String)>,
}

impl<'a> Report<'a> {
    /// No findings yet.
    pub(super) fn new(files: &'a [Source]) -> Self {
        Self {
            files,
            file: None,
            errors: Errors::default(),
            warnings: Warnings::default(),
            damage: Damage::Nothing,
            said: Vec::new(),
        }
    }

    /// The same report, for what is found while one of the files is read.
    pub(super) fn read<T>(&mut self, file: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.file = Some(file);
        let found = read(self);
        self.file = None;
        found
    }

    /// Reports an error at its place.
    pub(super) fn error(&mut self, at: Place, damage: Damage, message: impl Display) {
        self.one_of(Fault::Single, at, damage, message);
    }

    /// Reports an error at its place, of a kind that may be found at many.
    pub(super) fn one_of(
        &mut self,
        fault: Fault,
        at: Place,
        damage: Damage,
        message: impl Display,
    ) {
        self.damaged(damage);
        let span = self.span_of(at.file);
        if self.errors.is_full(fault) {
            self.errors.count(fault, span, 1);
        } else {
            let place = self.place(at);
            self.errors.push_one_of(fault, span, format!("{place}: {message}"));
        }
    }

    /// Reports an error that may be found at many places of one file at the first of them.
    pub(super) fn error_once(&mut self, at: Place, damage: Damage, message: &'static str) {
        self.first_of(Fault::Single, message, at, damage, message);
    }

    /// Reports an error that may be found at many places of one file at the first place that has
    /// this key.
    pub(super) fn first_of(
        &mut self,
        fault: Fault,
        key: &str,
        at: Place,
        damage: Damage,
        message: impl Display,
    ) {
        self.damaged(damage);
        let is_this = |(file, kind, said): &(usize, Fault, String)| {
            *file == at.file && *kind == fault && said == key
        };
        if !self.said.iter().any(is_this) {
            self.said.push((at.file, fault, key.to_owned()));
            self.one_of(fault, at, damage, message);
        }
    }

    /// Reports an error of the file that is being read, or of the whole manifest; the message goes on after the name.
    pub(super) fn whole(&mut self, damage: Damage, message: impl Display) {
        let name = self.name();
        self.source(self.span(), damage, format!("{name} {message}"));
    }

    /// Reports an error of the Rust source.
    pub(super) fn source(&mut self, span: Span, damage: Damage, message: impl Display) {
        self.errors.push(span, message);
        self.damaged(damage);
    }

    /// Notes that so much is unknown, for which there is an error.
    pub(super) fn damaged(&mut self, damage: Damage) {
        self.damage = self.damage.max(damage);
    }

    /// Warns of something in the manifest.
    pub(super) fn warn(&mut self, lint: Lint, message: impl Display) {
        self.warnings.push(self.span(), lint, message);
    }

    /// A byte of the file that is being read.
    pub(super) fn here(&self, byte: usize) -> Place {
        Place { file: self.file.unwrap_or_default(), byte }
    }

    /// The name of a place, for a message that speaks of two.
    pub(super) fn place(&self, at: Place) -> String {
        self.files.get(at.file).map(|source| source.at(at.byte)).unwrap_or_default()
    }

    /// The file that is being read, or all of them, as the user wrote them.
    pub(super) fn name(&self) -> String {
        match self.file.and_then(|file| self.files.get(file)) {
            Some(file) => format!("`{}`", file.written),
            None => super::source::names(self.files),
        }
    }

    /// What was found so far, as far as later errors depend on it.
    pub(super) fn damage(&self) -> Damage {
        self.damage
    }

    /// The findings, and how much they leave unknown.
    pub(super) fn finish(self) -> (Errors, Warnings, Damage) {
        (self.errors, self.warnings, self.damage)
    }

    fn span(&self) -> Span {
        self.span_of(self.file.unwrap_or_default())
    }

    fn span_of(&self, file: usize) -> Span {
        self.files.get(file).map_or_else(Span::call_site, |source| source.span)
    }
}

/// Text from a manifest in a message: on one line, and no longer than needed to find it.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        for c in self.0.chars().take(LONGEST) {
            match c {
                _ if c.is_control() => write!(f, "{}", c.escape_default())?,
                _ if c.is_ascii() => write!(f, "{c}")?,
                // Shows what is invisible.
                _ => write!(f, "{}", c.escape_debug())?,
            }
        }
        f.write_str(if self.0.chars().nth(LONGEST).is_some() { "…" } else { "" })
    }
}
