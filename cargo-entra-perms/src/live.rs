//! The export of the live registration, from a file or the standard input.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use entra_perms_model::{FileKind, Files, Finding, Lookup, Manifest, Reading, Rule};

use crate::error::Failure;
use crate::place::{Location, shown};

/// The size of an export. Microsoft Graph's own registration, the largest, has 2 MiB.
const MAX_BYTES: u64 = 16 << 20;

/// The export of a registration, which is read once.
#[derive(Debug)]
pub(crate) struct Export {
    /// The path as the user wrote it, or words for the standard input.
    written: String,
    /// The path, unless the export is from the standard input.
    file: Option<PathBuf>,
    bytes: Vec<u8>,
}

impl Export {
    /// Reads an export. `-` is the standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let from_stdin = path == Path::new("-");
        let (written, file) = if from_stdin {
            ("standard input".to_owned(), None)
        } else {
            (path.display().to_string().replace('\\', "/"), std::path::absolute(path).ok())
        };
        let bytes = if from_stdin {
            read_to_limit(io::stdin().lock())
        } else {
            File::open(path).and_then(read_to_limit)
        };
        let bytes = bytes.map_err(|error| {
            Failure::new(format_args!("cannot read `{written}`: {}", error.kind()))
        })?;
        Ok(Self { written, file, bytes })
    }

    #[cfg(test)]
    pub(crate) fn of_bytes(written: &str, bytes: Vec<u8>) -> Self {
        Self { written: written.to_owned(), file: None, bytes }
    }

    /// Returns the registration. If the export lists several, the one with a client id in `known`
    /// is chosen.
    pub(crate) fn manifest(&self, known: &[&str]) -> Result<Manifest, Failure> {
        let reading = self.reading(None);
        let lists_several = reading.findings.iter().any(|it| it.rule() == Rule::AppChoice);
        if !lists_several {
            return sound(reading);
        }
        let mut found =
            known.iter().map(|id| self.reading(Some(id))).filter(|it| it.manifest.is_some());
        match (found.next(), found.next()) {
            (Some(only), None) => sound(only),
            (None, _) => sound(reading),
            (Some(_), Some(_)) => Err(Failure::new(format_args!(
                "`{}` lists several registrations of the model",
                self.written
            ))
            .help("choose one with `--environment`")),
        }
    }

    /// Returns a place in the export. The standard input has no places.
    pub(crate) fn location(&self, place: &entra_perms_model::Place) -> Option<Location> {
        let file = shown(self.file.as_ref()?);
        Some(Location { file, line: place.line, column: place.column })
    }

    /// Returns the name of the export for a message.
    pub(crate) fn name(&self) -> &str {
        &self.written
    }

    fn reading(&self, app: Option<&str>) -> Reading {
        // The model finds a relative path from a folder. The export is in each folder, so only its
        // name is looked up: a path may lead out of every folder.
        let folder = std::path::absolute(".").ok();
        let lookup = Lookup::new(self, folder, None);
        entra_perms_model::read_manifest(&[self.file_name()], app, &lookup)
    }

    fn file_name(&self) -> &str {
        let name = Path::new(&self.written).file_name().and_then(OsStr::to_str);
        name.unwrap_or("live.json")
    }
}

impl Files for Export {
    fn kind(&self, path: &Path) -> FileKind {
        if path.file_name() == Some(OsStr::new(self.file_name())) {
            FileKind::File { bytes: self.bytes.len() as u64 }
        } else {
            FileKind::Nothing
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.kind(path) {
            FileKind::File { .. } => Ok(self.bytes.clone()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn is_same(&self, _: &Path, _: &Path) -> bool {
        true
    }
}

fn read_to_limit(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The rules that a live registration may break. A plan can repair it, and all its entries are
/// known. A new registration has no entries at all.
const REPAIRABLE: &[Rule] = &[
    Rule::NoPermissions,
    Rule::PersonalAccounts,
    Rule::MappedClaims,
    Rule::EncryptedTokens,
    Rule::GroupsAsRoles,
    Rule::UnknownPreAuthorization,
];

/// Returns the manifest, unless there is an error that leaves a part of it unknown.
fn sound(reading: Reading) -> Result<Manifest, Failure> {
    let Reading { manifest, findings, .. } = reading;
    let is_repairable = |it: &&Finding| REPAIRABLE.contains(&it.rule());
    let (repairable, others): (Vec<_>, Vec<_>) = findings.iter().partition(is_repairable);
    match (manifest, Failure::of_findings(others)) {
        (Some(manifest), None) => Ok(manifest),
        (_, Some(failure)) => Err(failure),
        (None, None) => Err(Failure::of_findings(repairable)
            .unwrap_or_else(|| Failure::new("the live registration was not read"))),
    }
}
