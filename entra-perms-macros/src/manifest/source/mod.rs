//! Disk → text: `workspace` (what cargo says of a package) → `reach` (the folders of a package) →
//! `lookup` (a path → the file) → the file's content. Only this module touches the disk.

mod lookup;
mod reach;
mod workspace;

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;

pub(crate) use self::lookup::Lookup;
#[cfg(test)]
pub(crate) use self::workspace::Workspace;
use super::encoding::decode;
use crate::suggest::in_words;

/// Far above any registration (1200 entries at most), far below what stalls a build.
const MAX_MIB: u64 = 16;
/// How to get a manifest, for messages.
pub(super) const EXPORT: &str = "`az ad app show --id <app id> -o json > manifest.json`";

/// The text of one manifest.
#[derive(Debug)]
pub(crate) struct Source {
    /// The string literal that names the file: the smallest piece of Rust at fault for what is wrong in it.
    pub span: Span,
    /// The file as the user wrote it, which is how messages name it.
    pub written: String,
    /// The file on disk, for the compiler to track.
    pub absolute: PathBuf,
    /// Its content, without a byte order mark.
    pub text: String,
    /// The byte at which each line begins, from the first message on: there may be hundreds.
    lines: OnceCell<Vec<usize>>,
}

/// Why there is no text.
#[derive(Debug)]
pub(crate) struct LoadError {
    /// What to tell the user.
    pub message: String,
    /// The file that was found all the same: once it is corrected, the build has to run again.
    pub found: Option<PathBuf>,
}

impl LoadError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), found: None }
    }
}

impl Source {
    /// The text of the file that `literal` names.
    pub(crate) fn new(literal: &LitStr, absolute: PathBuf, text: String) -> Self {
        Self {
            span: literal.span(),
            written: literal.value(),
            absolute,
            text,
            lines: OnceCell::new(),
        }
    }

    /// Reads the file that `literal` names.
    pub(crate) fn load(literal: &LitStr, lookup: &Lookup) -> Result<Self, LoadError> {
        let written = literal.value();
        let absolute = lookup.find(&written).map_err(LoadError::new)?;
        if absolute.to_str().is_none() {
            let problem = format!(
                "`{written}` lies in a folder whose name is not UTF-8; the compiler could not track it"
            );
            return Err(LoadError::new(problem));
        }
        match read(&absolute) {
            Ok(text) => Ok(Self::new(literal, absolute, text)),
            Err(problem) => {
                Err(LoadError { message: format!("`{written}` {problem}"), found: Some(absolute) })
            }
        }
    }

    /// A byte of the file as messages name it, with line and column from 1, columns in characters:
    /// `manifests/crm.json:12:7`.
    pub(crate) fn at(&self, byte: usize) -> String {
        let lines = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = lines.partition_point(|start| *start <= byte);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..byte).unwrap_or_default().chars().count() + 1;
        format!("{}:{line}:{column}", self.written)
    }
}

/// Several files as a message names them: `` `roles.json` and `scopes.json` ``.
pub(crate) fn names(files: &[Source]) -> String {
    let names: Vec<_> = files.iter().map(|file| format!("`{}`", file.written)).collect();
    in_words(&names, "and")
}

fn read(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {}", error.kind());
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        // A pipe would have to be waited for.
        return Err("is not a file; expected the path of a manifest".to_owned());
    }
    if metadata.len() > MAX_MIB << 20 {
        return Err(format!("is larger than {MAX_MIB} MiB; expected an app registration manifest"));
    }
    let text = decode(fs::read(path).map_err(unreadable)?)?;
    if text.trim().is_empty() {
        return Err(format!("is empty; export the manifest with {EXPORT}"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::test_folder::TestFolder;
    use super::*;

    fn load(written: &str, package: &Path) -> Result<Source, LoadError> {
        Source::load(&LitStr::new(written, Span::call_site()), &Lookup::in_package(package))
    }

    fn message(written: &str, package: &Path) -> String {
        load(written, package).unwrap_err().message
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_a_file_is_not_read() {
        let folder = TestFolder::new();
        let link = folder.path().join("crm.json");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        let expected = "`crm.json` is not a file; expected the path of a manifest";
        assert_eq!(message("crm.json", folder.path()), expected);
    }

    #[test]
    fn a_file_that_is_no_text_is_tracked_all_the_same() {
        let folder = TestFolder::workspace();
        folder.write("latin1.json", b"{\n\"caf\xE9\"}");
        folder.write("empty.json", "\u{FEFF} \n");
        let error = load("latin1.json", folder.path()).unwrap_err();
        assert_eq!(error.found, Some(folder.path().join("latin1.json")));
        assert!(
            error.message.starts_with("`latin1.json` is not UTF-8 (line 2); "),
            "{}",
            error.message
        );
        assert_eq!(
            message("empty.json", folder.path()),
            "`empty.json` is empty; export the manifest with `az ad app show --id <app id> -o json > manifest.json`"
        );
    }

    #[test]
    fn large_files_are_not_read() {
        let folder = TestFolder::workspace();
        let file = fs::File::create(folder.path().join("large.json")).unwrap();
        file.set_len((MAX_MIB << 20) + 1).unwrap();
        assert_eq!(
            message("large.json", folder.path()),
            "`large.json` is larger than 16 MiB; expected an app registration manifest"
        );
    }

    #[test]
    fn positions_count_characters_after_the_byte_order_mark() {
        let folder = TestFolder::workspace();
        folder.write("crm.json", "\u{FEFF}{\r\n \"é\": 1}");
        let source = load("crm.json", folder.path()).unwrap();
        assert_eq!(source.at(0), "crm.json:1:1");
        assert_eq!(source.at(source.text.find('1').unwrap()), "crm.json:2:7");
    }
}
