//! Values that cannot have the identifier that they would get.

use std::collections::HashSet;

use super::identifier::path_text;
use super::renames::Renames;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered, Shown};
use crate::model::Name;

/// The reason why a value cannot have its identifier.
pub(super) enum Obstacle<'a> {
    /// Another value has the variant.
    Variant(&'a Registered),
    /// Another value has the path.
    Path(&'a Registered),
    /// Another value differs only in case. Entra distinguishes the two, but people may not.
    Spelling(&'a Registered),
    /// The module of a group has an item with this name.
    Group {
        /// The path of the module.
        module: String,
        /// The name of the item.
        item: String,
    },
}

impl<'a> Obstacle<'a> {
    /// Returns the other value.
    fn other(&self) -> Option<&'a Registered> {
        match self {
            Self::Variant(other) | Self::Path(other) | Self::Spelling(other) => Some(other),
            Self::Group { .. } => None,
        }
    }
}

/// The collisions of all roles and scopes. A pair of values is reported once: one line of `rename`
/// changes the role and the scope with a value.
pub(super) struct Collisions<'a, 'f> {
    manifest: &'a Manifest,
    renames: &'a Renames,
    reported: HashSet<(&'a str, Option<&'a str>)>,
    errors: &'f mut Findings,
}

impl<'a, 'f> Collisions<'a, 'f> {
    pub(super) fn new(
        manifest: &'a Manifest,
        renames: &'a Renames,
        errors: &'f mut Findings,
    ) -> Self {
        Self { manifest, renames, reported: HashSet::new(), errors }
    }

    /// Reports that `entry` cannot have its name. `free` is an identifier that it can have, and
    /// `noun` its kind.
    pub(super) fn report(
        &mut self,
        noun: &str,
        entry: &'a Registered,
        wanted: &Name,
        obstacle: &Obstacle<'a>,
        free: &str,
    ) {
        let other = obstacle.other().map(|other| other.value.as_str());
        if !self.reported.insert((&entry.value, other)) {
            return;
        }
        // The identifier in `rename` that causes the collision, or else the manifest.
        let renamed = self.renames.span(&entry.value);
        let renamed = renamed.or_else(|| self.renames.span(other?));
        let span = renamed.unwrap_or_else(|| self.manifest.span_of(entry));
        let error = self.error(noun, entry, wanted, obstacle).help(self.rename(entry, free));
        self.errors.push(self.manifest.locate(entry, error).at(span));
    }

    fn error(
        &self,
        noun: &str,
        entry: &Registered,
        wanted: &Name,
        obstacle: &Obstacle<'_>,
    ) -> Finding {
        let value = Shown(&entry.value);
        let (message, note) = match obstacle {
            Obstacle::Variant(other) => (
                format!("two {noun}s become `{}`", Shown(&wanted.variant)),
                self.pair(entry, other, "would be one identifier"),
            ),
            Obstacle::Path(other) => (
                format!("two {noun}s become `{}`", Shown(&path_text(&wanted.path))),
                self.pair(entry, other, "would be one path"),
            ),
            Obstacle::Spelling(other) => (
                format!("{noun} `{value}` has two spellings"),
                self.pair(entry, other, "differ only in case"),
            ),
            Obstacle::Group { module, item } => (
                format!("`{value}` becomes a reserved name"),
                format!("`constraints` adds `{item}` to the module `{}`", Shown(module)),
            ),
        };
        Finding::new(Rule::TakenName, message).note(note)
    }

    fn pair(&self, entry: &Registered, other: &Registered, verb: &str) -> String {
        let place = self.manifest.place(other);
        format!("`{}` and `{}` ({place}) {verb}", Shown(&entry.value), Shown(&other.value))
    }

    /// Returns the remedy: a line of `rename`, and the action of the user.
    fn rename(&self, entry: &Registered, free: &str) -> String {
        let value = &entry.value;
        let line = format!("{value:?} => {free}");
        if self.renames.contains(value) {
            format!("change the line in `rename` to `{line}`, or choose another identifier")
        } else if self.renames.is_empty() {
            format!("add `rename = {{ {line} }}`, or choose another identifier")
        } else {
            format!("add `{line}` to `rename`, or choose another identifier")
        }
    }
}
