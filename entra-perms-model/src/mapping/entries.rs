//! The app roles and scopes of a manifest, found by value or by pattern.

use std::collections::HashMap;

use super::pattern::Wildcard;
use crate::manifest::{Manifest, Registered};

/// The kind of entry that a literal must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Role,
    Scope,
}

impl EntryKind {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Role => "app role",
            Self::Scope => "scope",
        }
    }

    pub(super) fn noun_with_article(self) -> &'static str {
        match self {
            Self::Role => "an app role",
            Self::Scope => "a scope",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Role => Self::Scope,
            Self::Scope => Self::Role,
        }
    }
}

/// An entry that a literal names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'a> {
    pub(super) index: usize,
    pub(super) entry: &'a Registered,
    /// The text in the place of `*`, or `None` if the literal is the whole value.
    pub(super) captured: Option<&'a str>,
}

/// The app roles and scopes of a manifest.
pub(super) struct Entries<'a> {
    pub(super) manifest: &'a Manifest,
    roles: HashMap<&'a str, usize>,
    scopes: HashMap<&'a str, usize>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        let registration = &manifest.registration;
        Self {
            manifest,
            roles: indices(&registration.roles),
            scopes: indices(&registration.scopes),
        }
    }

    /// Returns all entries of a kind.
    pub(super) fn all(&self, kind: EntryKind) -> &'a [Registered] {
        match kind {
            EntryKind::Role => &self.manifest.registration.roles,
            EntryKind::Scope => &self.manifest.registration.scopes,
        }
    }

    /// Returns the values of all entries of a kind.
    pub(super) fn values(&self, kind: EntryKind) -> impl Iterator<Item = &'a str> {
        self.all(kind).iter().map(|entry| entry.value.as_str())
    }

    /// Returns the entry with this value.
    pub(super) fn exact(&self, kind: EntryKind, value: &str) -> Option<Match<'a>> {
        let index = match kind {
            EntryKind::Role => *self.roles.get(value)?,
            EntryKind::Scope => *self.scopes.get(value)?,
        };
        let entry = self.all(kind).get(index)?;
        Some(Match { index, entry, captured: None })
    }

    /// Returns the entries that match a pattern.
    pub(super) fn matching(&self, kind: EntryKind, pattern: Wildcard<'_>) -> Vec<Match<'a>> {
        let mut matches = Vec::new();
        for (index, entry) in self.all(kind).iter().enumerate() {
            if let Some(captured) = pattern.capture(&entry.value) {
                matches.push(Match { index, entry, captured: Some(captured) });
            }
        }
        matches
    }
}

fn indices(entries: &[Registered]) -> HashMap<&str, usize> {
    let entries = entries.iter().enumerate();
    entries.map(|(index, entry)| (entry.value.as_str(), index)).collect()
}
