//! The entries of all environments, in one row for each value.

use std::collections::HashMap;
use std::fmt;

use crate::finding::Place;
use crate::manifest::{Damage, Manifest, Registered, Shown};
use crate::model::Consent;

/// The app roles or the scopes of all environments.
pub(super) struct Table<'a> {
    pub(super) kind: TableKind,
    /// The manifests with entries of this kind.
    pub(super) manifests: Vec<&'a Manifest>,
    /// The manifests without any entry of this kind.
    pub(super) empty: Vec<&'a Manifest>,
    /// A row for each value, in the order of the manifests.
    pub(super) rows: Vec<Row<'a>>,
}

/// The kind of the entries in a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum TableKind {
    Roles,
    Scopes,
}

/// One value in the environments that have it, at least one.
pub(super) struct Row<'a> {
    pub(super) first: Cell<'a>,
    /// All cells, in the order of the manifests.
    pub(super) cells: Vec<Cell<'a>>,
}

/// An entry, and the manifest that contains it.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) entry: &'a Registered,
}

impl<'a> Table<'a> {
    pub(super) fn new(kind: TableKind, manifests: &[&'a Manifest]) -> Self {
        let has_entries = |manifest: &&Manifest| !kind.entries(manifest).is_empty();
        let (manifests, empty): (Vec<_>, Vec<_>) = manifests.iter().copied().partition(has_entries);
        let rows = rows(kind, &manifests);
        Self { kind, manifests, empty, rows }
    }

    /// Returns the manifests that do not have the value of a row. A manifest is not one of them if
    /// an error may hide the value.
    pub(super) fn lacking(&self, row: &Row<'_>) -> Vec<&'a Manifest> {
        let lacks =
            |manifest: &&&Manifest| manifest.damage < Damage::Values && !row.is_in(manifest);
        self.manifests.iter().filter(lacks).copied().collect()
    }

    /// Returns the values that some environment disables, with the first place that does.
    pub(super) fn disabled(&self) -> HashMap<String, Place> {
        let disabled = self.rows.iter().filter_map(|row| {
            let cell = row.disabled().next()?;
            Some((row.value().to_owned(), cell.place()))
        });
        disabled.collect()
    }

    /// Returns the app roles that applications can hold in some environment, with the first place.
    pub(super) fn of_applications(&self) -> HashMap<String, Place> {
        let roles = self.rows.iter().filter_map(|row| {
            // Another error is reported about the members in a damaged manifest.
            let mut cells = row.cells.iter().filter(|it| it.manifest.damage == Damage::Nothing);
            let cell = cells.find(|cell| cell.entry.members.applications)?;
            Some((row.value().to_owned(), cell.place()))
        });
        roles.collect()
    }

    /// Returns the scopes to which not only administrators may consent in some environment: the
    /// consent and its place. An environment that names users comes before one that says nothing.
    pub(super) fn consents(&self) -> HashMap<String, (Option<Consent>, Place)> {
        let consents = self.rows.iter().filter_map(|row| {
            let users = row.cells.iter().find(|cell| cell.entry.consent == Some(Consent::User));
            let unknown = || row.cells.iter().find(|cell| cell.entry.consent.is_none());
            let cell = users.or_else(unknown)?;
            let place = cell.manifest.consent_place(cell.entry);
            Some((row.value().to_owned(), (cell.entry.consent, place)))
        });
        consents.collect()
    }
}

fn rows<'a>(kind: TableKind, manifests: &[&'a Manifest]) -> Vec<Row<'a>> {
    let cells = manifests
        .iter()
        .flat_map(|manifest| kind.entries(manifest).iter().map(|entry| Cell { manifest, entry }));
    let cells: Vec<_> = cells.collect();
    let mut cells_of: HashMap<&str, Vec<Cell<'a>>> = HashMap::new();
    for cell in &cells {
        cells_of.entry(&cell.entry.value).or_default().push(*cell);
    }
    // The first cell of a value removes the others from the map, so that each value has one row.
    let rows = cells.iter().filter_map(|first| {
        let cells = cells_of.remove(first.entry.value.as_str())?;
        Some(Row { first: *first, cells })
    });
    rows.collect()
}

impl TableKind {
    fn entries(self, manifest: &Manifest) -> &[Registered] {
        match self {
            Self::Roles => manifest.roles(),
            Self::Scopes => manifest.scopes(),
        }
    }
}

/// Writes the noun for one entry.
impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Roles => "app role",
            Self::Scopes => "scope",
        })
    }
}

impl<'a> Row<'a> {
    pub(super) fn value(&self) -> &'a str {
        &self.first.entry.value
    }

    /// Returns whether a manifest has the value.
    pub(super) fn is_in(&self, manifest: &Manifest) -> bool {
        self.cells.iter().any(|cell| cell.is_in(manifest))
    }

    /// Returns the cells that disable the value.
    pub(super) fn disabled(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter().filter(|cell| !cell.entry.enabled)
    }

    /// Returns whether no environment has both values. If they differ only in case, one of them is
    /// then a misspelling of the other.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        !self.cells.iter().any(|cell| other.is_in(cell.manifest))
    }
}

impl Cell<'_> {
    pub(super) fn is_in(&self, manifest: &Manifest) -> bool {
        std::ptr::eq(self.manifest, manifest)
    }

    pub(super) fn place(&self) -> Place {
        self.manifest.place(self.entry)
    }
}

/// Writes the value and its place: `` `Books.Read` (prod.json:3:11) ``.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({})", Shown(&self.entry.value), self.place())
    }
}
