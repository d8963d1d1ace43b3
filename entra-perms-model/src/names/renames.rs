//! The argument `rename`.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};

use super::identifier::name_of;
use crate::arguments::Rename;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered, Shown};
use crate::model::Name;
use crate::suggestion::{closest, listed};

/// A constant of both enums.
const RESERVED: &str = "ALL";

/// The identifiers that the user chose, by value.
pub(super) struct Renames {
    identifiers: HashMap<String, Ident>,
}

impl Renames {
    /// Reads the lines of `rename`, and reports those that cannot be applied.
    pub(super) fn read(manifest: &Manifest, lines: &[Rename], errors: &mut Findings) -> Self {
        let mut renames = Self { identifiers: HashMap::new() };
        for line in lines {
            if let Err(error) = renames.add(manifest, line) {
                errors.push(error);
            }
        }
        renames
    }

    fn add(&mut self, manifest: &Manifest, line: &Rename) -> Result<(), Finding> {
        let value = line.value.value();
        if !values(manifest).any(|known| known == value) {
            return Err(unknown(manifest, &value).at(line.value.span()));
        }
        if line.name == RESERVED {
            return Err(reserved().at(line.name.span()));
        }
        if self.identifiers.contains_key(&value) {
            return Err(repeated(&value).at(line.value.span()));
        }
        self.identifiers.insert(value, line.name.clone());
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.identifiers.is_empty()
    }

    pub(super) fn contains(&self, value: &str) -> bool {
        self.identifiers.contains_key(value)
    }

    /// Returns the place of the identifier that the user chose for a value.
    pub(super) fn span(&self, value: &str) -> Option<Span> {
        self.identifiers.get(value).map(Ident::span)
    }

    /// Returns the name that the user chose for an entry, or else the name of its value.
    pub(super) fn name_of(&self, entry: &Registered) -> Name {
        match self.identifiers.get(&entry.value) {
            Some(identifier) => {
                let name = identifier.to_string();
                Name { variant: name.clone(), path: vec![name] }
            }
            None => name_of(&entry.value),
        }
    }
}

fn values(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let registration = &manifest.registration;
    let entries = registration.roles.iter().chain(&registration.scopes);
    entries.map(|entry| entry.value.as_str())
}

fn unknown(manifest: &Manifest, value: &str) -> Finding {
    let message = format!("unknown app role or scope `{}`", Shown(value));
    let error = Finding::new(Rule::UnknownName, message);
    match closest(value, values(manifest)) {
        Some(meant) => error.did_you_mean(Some(meant)),
        None => error.note(format_args!(
            "the app roles and scopes of {} are {}",
            manifest.name(),
            listed(values(manifest).map(Shown))
        )),
    }
}

fn reserved() -> Finding {
    Finding::new(Rule::InvalidRename, format!("`{RESERVED}` is a reserved name"))
        .note(format!("`Role::{RESERVED}` and `Scope::{RESERVED}` are the lists of all values"))
        .help("write another identifier")
}

fn repeated(value: &str) -> Finding {
    Finding::new(Rule::InvalidRename, format!("`{}` is renamed twice", Shown(value)))
        .help("remove one of the two lines")
}
