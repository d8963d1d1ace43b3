//! The findings in the files of one manifest, with their places.

use std::fmt::{self, Display};
use std::ops::Range;

use proc_macro2::Span;

use crate::files::{Source, names};
use crate::finding::{Finding, Findings, Place, Rule};

/// The part of a manifest that errors leave unknown. It decides which later checks would only
/// repeat these errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Damage {
    /// Every entry was read and understood.
    Nothing,
    /// Every value is known, but not who may hold it or whether it is enabled.
    Meaning,
    /// Some values could not be read.
    Values,
}

/// Some bytes of one of the files of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileRange {
    /// The index of the file.
    pub(crate) file: usize,
    /// The first byte.
    pub(crate) start: usize,
    /// The byte after the last one.
    pub(crate) end: usize,
}

impl FileRange {
    /// Returns the bytes.
    pub(crate) fn bytes(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the file. `files` must be the files of the manifest that has these bytes.
    #[expect(clippy::indexing_slicing, reason = "each id is the index of a file of its manifest")]
    pub(crate) fn source(self, files: &[Source]) -> &Source {
        &files[self.file]
    }

    /// Returns the place. `files` must be the files of the manifest that has these bytes.
    pub(crate) fn place(self, files: &[Source]) -> Place {
        self.source(files).place(self.bytes())
    }
}

/// The findings in the files of one manifest.
pub(super) struct Report<'a> {
    files: &'a [Source],
    findings: Findings,
    damage: Damage,
    /// The findings that are reported once in a file: the file, the rule, a key.
    once: Vec<(usize, Rule, String)>,
}

impl<'a> Report<'a> {
    /// Creates a report without findings.
    pub(super) fn new(files: &'a [Source]) -> Self {
        Self { files, findings: Findings::default(), damage: Damage::Nothing, once: Vec::new() }
    }

    /// Returns the report for the time in which a file is read.
    pub(super) fn file(&mut self, file: usize) -> FileReport<'_, 'a> {
        FileReport { report: self, file }
    }

    /// Reports an error at its place.
    pub(super) fn error(&mut self, at: FileRange, damage: Damage, finding: impl Into<Finding>) {
        self.damaged(damage);
        let span = self.span_of(at.file);
        let finding = finding.into().at(span);
        if self.findings.is_full(finding.rule()) {
            self.findings.count(finding.rule(), span, 1);
        } else {
            let finding = match self.place(at) {
                Some(place) => finding.in_manifest(place),
                None => finding,
            };
            self.findings.push(finding);
        }
    }

    /// Reports an error of the whole manifest. The message continues after the names of the files.
    pub(super) fn whole(&mut self, damage: Damage, finding: impl Into<Finding>) {
        let finding = finding.into().about(&self.name());
        self.source(self.span_of(0), damage, finding);
    }

    /// Reports an error of the Rust source.
    pub(super) fn source(&mut self, span: Span, damage: Damage, finding: impl Into<Finding>) {
        self.findings.push(finding.into().at(span));
        self.damaged(damage);
    }

    /// Notes that a part of the manifest is unknown, for which there is an error.
    pub(super) fn damaged(&mut self, damage: Damage) {
        self.damage = self.damage.max(damage);
    }

    /// Reports a warning about the manifest.
    pub(super) fn warn(&mut self, finding: impl Into<Finding>) {
        let span = self.span_of(0);
        self.findings.push(finding.into().at(span));
    }

    /// Returns a place, for a message about two places.
    pub(super) fn place(&self, at: FileRange) -> Option<Place> {
        self.files.get(at.file).map(|source| source.place(at.bytes()))
    }

    /// Returns the text of a place, for a message about two places.
    pub(super) fn place_text(&self, at: FileRange) -> String {
        self.place(at).map(|place| place.to_string()).unwrap_or_default()
    }

    /// Returns the names of the files, as the user wrote them.
    pub(super) fn name(&self) -> String {
        names(self.files)
    }

    /// Returns how much the errors so far leave unknown.
    pub(super) fn damage(&self) -> Damage {
        self.damage
    }

    /// Returns the findings, and how much they leave unknown.
    pub(super) fn finish(self) -> (Findings, Damage) {
        (self.findings, self.damage)
    }

    fn span_of(&self, file: usize) -> Span {
        self.files.get(file).map_or_else(Span::call_site, |source| source.span)
    }
}

/// A [`Report`] while one of the files is read.
pub(super) struct FileReport<'r, 'a> {
    report: &'r mut Report<'a>,
    file: usize,
}

impl FileReport<'_, '_> {
    /// Returns bytes of the file that is read.
    pub(super) fn here(&self, bytes: jsonc_parser::common::Range) -> FileRange {
        FileRange { file: self.file, start: bytes.start, end: bytes.end }
    }

    /// Reports an error at its place.
    pub(super) fn error(&mut self, at: FileRange, damage: Damage, finding: impl Into<Finding>) {
        self.report.error(at, damage, finding);
    }

    /// Reports an error that may be at many places, at the first place that has this key.
    pub(super) fn error_once(
        &mut self,
        key: &str,
        at: FileRange,
        damage: Damage,
        finding: impl Into<Finding>,
    ) {
        self.report.damaged(damage);
        let finding = finding.into();
        let entry = (at.file, finding.rule(), key.to_owned());
        if !self.report.once.contains(&entry) {
            self.report.once.push(entry);
            self.report.error(at, damage, finding);
        }
    }

    /// Reports an error of the whole file. The message continues after the name of the file.
    pub(super) fn whole(&mut self, damage: Damage, finding: impl Into<Finding>) {
        let finding = finding.into().about(&self.name());
        let span = self.report.span_of(self.file);
        self.report.source(span, damage, finding);
    }

    /// Reports an error of the Rust source.
    pub(super) fn source(&mut self, span: Span, damage: Damage, finding: impl Into<Finding>) {
        self.report.source(span, damage, finding);
    }

    /// Returns the text of a place, for a message about two places.
    pub(super) fn place_text(&self, at: FileRange) -> String {
        self.report.place_text(at)
    }

    /// Returns the name of the file, as the user wrote it.
    pub(super) fn name(&self) -> String {
        let file = self.report.files.get(self.file);
        file.map(|file| format!("`{}`", file.written)).unwrap_or_default()
    }
}

/// Text from a manifest in a message: on one line, and no longer than needed to find it.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_SHOWN: usize = 60;
        for c in self.0.chars().take(MAX_SHOWN) {
            match c {
                _ if c.is_control() => write!(f, "{}", c.escape_default())?,
                _ if c.is_ascii() => write!(f, "{c}")?,
                // Shows invisible characters.
                _ => write!(f, "{}", c.escape_debug())?,
            }
        }
        f.write_str(if self.0.chars().nth(MAX_SHOWN).is_some() { "…" } else { "" })
    }
}
