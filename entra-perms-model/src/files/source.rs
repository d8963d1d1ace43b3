//! The text of one file, with positions in it.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;

use super::encoding::decode;
use super::{EXPORT, FileKind, Files, Lookup};
use crate::finding::Place;
use crate::suggestion::in_words;

/// Far above any registration (1200 entries at most), far below what stalls a build.
const MAX_MIB: u64 = 16;

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
    pub(crate) fn load(literal: &LitStr, lookup: &Lookup<'_>) -> Result<Self, LoadError> {
        let written = literal.value();
        let absolute = lookup.find(&written).map_err(LoadError::new)?;
        if absolute.to_str().is_none() {
            let problem = format!(
                "`{written}` lies in a folder whose name is not UTF-8; the compiler could not track it"
            );
            return Err(LoadError::new(problem));
        }
        match read(&absolute, lookup.files()) {
            Ok(text) => Ok(Self::new(literal, absolute, text)),
            Err(problem) => {
                Err(LoadError { message: format!("`{written}` {problem}"), found: Some(absolute) })
            }
        }
    }

    /// Returns the place of these bytes.
    pub(crate) fn place(&self, bytes: Range<usize>) -> Place {
        let lines = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = lines.partition_point(|start| *start <= bytes.start);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..bytes.start).unwrap_or_default().chars().count() + 1;
        Place { file: self.written.clone(), bytes, line, column }
    }
}

/// Several files as a message names them: `` `roles.json` and `scopes.json` ``.
pub(crate) fn names(files: &[Source]) -> String {
    let names: Vec<_> = files.iter().map(|file| format!("`{}`", file.written)).collect();
    in_words(&names, "and")
}

fn read(path: &Path, files: &dyn Files) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {}", error.kind());
    match files.kind(path) {
        FileKind::File { bytes } if bytes > MAX_MIB << 20 => {
            return Err(format!(
                "is larger than {MAX_MIB} MiB; expected an app registration manifest"
            ));
        }
        FileKind::File { .. } => {}
        FileKind::Unreadable(error) => return Err(unreadable(error)),
        // A pipe would have to be waited for.
        FileKind::Nothing | FileKind::Folder | FileKind::Other => {
            return Err("is not a file; expected the path of a manifest".to_owned());
        }
    }
    let text = decode(files.read(path).map_err(unreadable)?)?;
    if text.trim().is_empty() {
        return Err(format!("is empty; export the manifest with {EXPORT}"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use crate::test_support::TestFolder;
    use std::fs;

    use super::*;
    use crate::test_support::analysis::lookup_in;

    fn load(written: &str, package: &Path) -> Result<Source, LoadError> {
        Source::load(&LitStr::new(written, Span::call_site()), &lookup_in(package))
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
        let at = source.text.find('1').unwrap();
        assert_eq!(source.place(0..1).to_string(), "crm.json:1:1");
        assert_eq!(source.place(at..at + 1).to_string(), "crm.json:2:7");
    }
}
