//! The findings in the files of one manifest, with their places.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::{self, Display};
use std::ops::Range;

use proc_macro2::Span;

use crate::files::{Source, name, names};
use crate::finding::{Finding, Findings, Place, Rule};

/// The part of a manifest that errors leave unknown. It decides which later checks would only
/// repeat these errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Damage {
    /// Every entry was read and understood.
    #[default]
    Nothing,
    /// Every value is known, but not who may hold it or whether it is enabled.
    Meaning,
    /// Some values could not be read.
    Values,
}

/// One of the files of a manifest. Only a [`Report`] hands out ids, one for each of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId(usize);

/// Some bytes of one of the files of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileRange {
    file: FileId,
    start: usize,
    end: usize,
}

impl FileRange {
    /// Returns the bytes.
    pub(crate) fn bytes(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the file. `files` must be the files of the manifest that has these bytes.
    #[expect(clippy::indexing_slicing, reason = "each id is the index of a file of its manifest")]
    pub(crate) fn source(self, files: &[Source]) -> &Source {
        &files[self.file.0]
    }

    /// Returns the place, or `None` if there are fewer files.
    pub(crate) fn find_place(self, files: &[Source]) -> Option<Place> {
        files.get(self.file.0).map(|source| source.place(self.bytes()))
    }

    /// Returns the place. `files` must be the files of the manifest that has these bytes.
    pub(crate) fn place(self, files: &[Source]) -> Place {
        self.source(files).place(self.bytes())
    }
}

/// The findings in the files of one manifest.
pub(super) struct Report<'a> {
    first: &'a Source,
    files: &'a [Source],
    found: Found,
}

impl<'a> Report<'a> {
    /// Creates a report without findings. Returns `None` if there are no files.
    pub(super) fn new(files: &'a [Source]) -> Option<Self> {
        let first = files.first()?;
        Some(Self { first, files, found: Found::default() })
    }

    /// Reads each file with a report of its own, whose findings this report takes over.
    pub(super) fn read_files<T>(&mut self, read: impl Fn(&FileReport<'a>) -> Option<T>) -> Vec<T> {
        let mut contents = Vec::new();
        for (index, source) in self.files.iter().enumerate() {
            let file = FileReport::new(FileId(index), source);
            contents.extend(read(&file));
            let Found { findings, damage } = file.found.into_inner();
            self.found.findings.extend(findings);
            self.damaged(damage);
        }
        contents
    }

    /// Reports an error at its place.
    pub(super) fn error(&mut self, at: FileRange, damage: Damage, finding: Finding) {
        self.found.error_at(at.source(self.files), at, damage, finding);
    }

    /// Reports an error of the whole manifest. The message continues after the names of the files.
    pub(super) fn whole(&mut self, damage: Damage, finding: Finding) {
        let finding = finding.about(&self.name());
        self.found.error(self.first.span, damage, finding);
    }

    /// Notes that a part of the manifest is unknown, for which there is an error.
    pub(super) fn damaged(&mut self, damage: Damage) {
        self.found.damaged(damage);
    }

    /// Reports a warning about the manifest.
    pub(super) fn warn(&mut self, finding: Finding) {
        self.found.findings.push(finding.at(self.first.span));
    }

    /// Returns the text of a place, for a message about two places.
    pub(super) fn place_text(&self, at: FileRange) -> String {
        at.place(self.files).to_string()
    }

    /// Returns the names of the files, as the user wrote them.
    pub(super) fn name(&self) -> String {
        names(self.files)
    }

    /// Returns how much the errors so far leave unknown.
    pub(super) fn damage(&self) -> Damage {
        self.found.damage
    }

    /// Returns the findings, and how much they leave unknown.
    pub(super) fn finish(self) -> (Findings, Damage) {
        (self.found.findings, self.found.damage)
    }
}

/// The findings in one file.
///
/// All readers of the file share the report. It is borrowed within its own methods only, so that a
/// borrow cannot fail.
pub(super) struct FileReport<'a> {
    file: FileId,
    source: &'a Source,
    found: RefCell<Found>,
    /// The rules and keys that are reported only once.
    once: RefCell<HashSet<(Rule, String)>>,
}

impl<'a> FileReport<'a> {
    fn new(file: FileId, source: &'a Source) -> Self {
        Self { file, source, found: RefCell::default(), once: RefCell::default() }
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> &'a str {
        &self.source.text
    }

    /// Returns the name of the file, as the user wrote it.
    pub(super) fn name(&self) -> String {
        name(&self.source.written)
    }

    /// Returns bytes of the file.
    pub(super) fn here(&self, bytes: jsonc_parser::common::Range) -> FileRange {
        FileRange { file: self.file, start: bytes.start, end: bytes.end }
    }

    /// Returns the place of bytes of the file, for a message about two places.
    pub(super) fn place(&self, at: FileRange) -> Place {
        self.source.place(at.bytes())
    }

    /// Reports an error at its place.
    pub(super) fn error(&self, at: FileRange, damage: Damage, finding: Finding) {
        self.found.borrow_mut().error_at(self.source, at, damage, finding);
    }

    /// Reports an error that can occur at many places, at the first place with this key.
    pub(super) fn error_once(&self, key: &str, at: FileRange, damage: Damage, finding: Finding) {
        let is_first = self.once.borrow_mut().insert((finding.rule(), key.to_owned()));
        if is_first {
            self.error(at, damage, finding);
        } else {
            self.found.borrow_mut().damaged(damage);
        }
    }

    /// Reports an error of the whole file. The message continues after the name of the file.
    pub(super) fn whole(&self, damage: Damage, finding: Finding) {
        let finding = finding.about(&self.name());
        self.found.borrow_mut().error(self.source.span, damage, finding);
    }

    /// Reports an error of an argument of `permissions!`.
    pub(super) fn argument(&self, span: Span, damage: Damage, finding: Finding) {
        self.found.borrow_mut().error(span, damage, finding);
    }
}

/// Findings, and how much they leave unknown.
#[derive(Default)]
struct Found {
    findings: Findings,
    damage: Damage,
}

impl Found {
    fn error(&mut self, span: Span, damage: Damage, finding: Finding) {
        self.damaged(damage);
        self.findings.push(finding.at(span));
    }

    fn error_at(&mut self, source: &Source, at: FileRange, damage: Damage, finding: Finding) {
        // A finding that is only counted needs no place. To find a place in a long line takes time.
        let finding = if self.findings.is_full(finding.rule()) {
            finding
        } else {
            finding.in_manifest(source.place(at.bytes()))
        };
        self.error(source.span, damage, finding);
    }

    fn damaged(&mut self, damage: Damage) {
        self.damage = self.damage.max(damage);
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
        let is_longer = self.0.chars().nth(MAX_SHOWN).is_some();
        f.write_str(if is_longer { "…" } else { "" })
    }
}
