//! The text of one file, with positions in it.

use std::cell::OnceCell;
use std::io;
use std::ops::Range;
use std::path::Path;

use proc_macro2::Span;
use syn::LitStr;

use super::encoding::{Undecodable, decode};
use super::path::{name, with_example};
use super::storage::{FileKind, Files};
use crate::finding::{Finding, Place, Rule};
use crate::suggestion::in_words;

/// The size of a file that is read, in MiB. A registration with the maximum of 1200 entries is far
/// smaller, and a larger file would stall a build.
const MAX_MIB: u64 = 16;

/// An export that is UTF-8 in every shell, because `--output-file` writes the bytes of Microsoft
/// Graph. With `az … > file` on Windows, Python writes the code page of the system without the
/// characters that it lacks. Neither `PYTHONUTF8` nor `chcp` changes that.
/// <https://github.com/Azure/azure-cli/issues/14426>
/// <https://github.com/Azure/azure-cli/issues/28497>
const EXPORT_AS_UTF8: &str = "`az rest --url \
     https://graph.microsoft.com/v1.0/applications/<object id> --output-file manifest.json`";

/// The text of one file of a manifest.
#[derive(Debug)]
pub(crate) struct Source {
    /// The string literal that names the file. All findings in the file point at it.
    pub span: Span,
    /// The path as the user wrote it. All messages show it.
    pub written: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// The line breaks, which are searched when a message shows the first place.
    breaks: OnceCell<Vec<usize>>,
}

impl Source {
    /// Reads the file at `path`, which `literal` names.
    pub(crate) fn read(literal: &LitStr, path: &Path, files: &dyn Files) -> Result<Self, Finding> {
        let written = literal.value();
        check_kind(&written, files.kind(path))?;
        let bytes = files.read(path).map_err(|error| unreadable(&written, &error))?;
        let text = decode(&bytes).map_err(|error| undecodable(literal, error))?;
        if text.trim().is_empty() {
            let finding = Finding::new(Rule::NotAManifest, format!("{} is empty", name(&written)));
            return Err(finding.export_help());
        }
        Ok(Self::new(literal, text))
    }

    /// Creates the source of a file with this text.
    pub(crate) fn new(literal: &LitStr, text: String) -> Self {
        Self { span: literal.span(), written: literal.value(), text, breaks: OnceCell::new() }
    }

    /// Returns the place of these bytes.
    pub(crate) fn place(&self, bytes: Range<usize>) -> Place {
        let breaks = self
            .breaks
            .get_or_init(|| self.text.match_indices('\n').map(|(at, _)| at).collect());
        let breaks_before = breaks.partition_point(|at| *at < bytes.start);
        let last_break = breaks_before.checked_sub(1).and_then(|index| breaks.get(index));
        let line_start = last_break.map_or(0, |at| at + 1);
        let in_line = self.text.get(line_start..bytes.start).unwrap_or_default();
        let line = breaks_before + 1;
        let column = in_line.chars().count() + 1;
        Place { file: self.written.clone(), bytes, line, column }
    }
}

/// Returns the files of a manifest, as messages name them: `` `roles.json` and `scopes.json` ``.
pub(crate) fn names(files: &[Source]) -> String {
    let names: Vec<_> = files.iter().map(|file| name(&file.written)).collect();
    in_words(&names, "and")
}

fn check_kind(written: &str, kind: FileKind) -> Result<(), Finding> {
    match kind {
        FileKind::File { bytes } if bytes <= MAX_MIB << 20 => Ok(()),
        FileKind::File { .. } => {
            let message = format!("{} is larger than {MAX_MIB} MiB", name(written));
            Err(Finding::new(Rule::UnreadableFile, message)
                .note("the manifest of an app registration is far smaller"))
        }
        FileKind::Unreadable(error) => Err(unreadable(written, &error)),
        // To read a pipe could take forever.
        FileKind::Nothing | FileKind::Folder | FileKind::Other => {
            let message = format!("{} is not a regular file", name(written));
            Err(with_example(Finding::new(Rule::NotAFile, message)))
        }
    }
}

fn unreadable(written: &str, error: &io::Error) -> Finding {
    let message = format!("cannot read {}: {}", name(written), error.kind());
    Finding::new(Rule::UnreadableFile, message)
}

/// Words the reason, with the place of the first byte that is not text.
fn undecodable(literal: &LitStr, error: Undecodable) -> Finding {
    let message = format!("{} {error}", name(&literal.value()));
    let finding = Finding::new(Rule::UnknownEncoding, message);
    let finding = match error.text_before() {
        Some(text) => {
            let end = text.len()..text.len();
            finding.in_manifest(Source::new(literal, text).place(end))
        }
        None => finding,
    };
    finding.help("save the file as UTF-8").help(format_args!(
        "or export the app registration as UTF-8 in any shell: {EXPORT_AS_UTF8}"
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test_support::{TestDisk, TestFolder, text};

    fn read(folder: &TestFolder, file: &str) -> Result<Source, Finding> {
        let literal = LitStr::new(file, Span::call_site());
        Source::read(&literal, &folder.path().join(file), TestDisk::new(|_| None))
    }

    #[track_caller]
    fn expect_error(folder: &TestFolder, file: &str, expected: &str) {
        assert_eq!(text(&read(folder, file).unwrap_err()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_read() {
        let folder = TestFolder::new();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("crm.json")).unwrap();
        expect_error(
            &folder,
            "crm.json",
            "`crm.json` is not a regular file\n\
             help: write the path of a manifest, such as `manifests/crm.json`",
        );
    }

    #[test]
    fn an_empty_file_is_refused() {
        let folder = TestFolder::new();
        folder.write("empty.json", "\u{FEFF} \n");
        expect_error(
            &folder,
            "empty.json",
            "`empty.json` is empty\n\
             help: export the app registration: `az ad app show --id <app id> -o json > manifest.json`",
        );
    }

    #[test]
    fn an_unknown_encoding_is_refused_at_its_place() {
        let folder = TestFolder::new();
        let remedies = "help: save the file as UTF-8\n\
             help: or export the app registration as UTF-8 in any shell: `az rest --url \
             https://graph.microsoft.com/v1.0/applications/<object id> --output-file manifest.json`";
        for (bytes, expected) in [
            (
                &b"{\n\"caf\xE9\"}"[..],
                "`crm.json` is not UTF-8, but may be in a code page of Windows\n\
                 note: at crm.json:2:5",
            ),
            (
                b"\xFF\xFE{\0\n\0\x00\xD8}\0",
                "`crm.json` has the byte order mark of UTF-16, but is not UTF-16\n\
                 note: at crm.json:2:1",
            ),
            (b"{\0}\0", "`crm.json` looks like UTF-16, but has no byte order mark"),
        ] {
            folder.write("crm.json", bytes);
            expect_error(&folder, "crm.json", &format!("{expected}\n{remedies}"));
        }
    }

    #[test]
    fn large_files_are_not_read() {
        let folder = TestFolder::new();
        let file = fs::File::create(folder.path().join("large.json")).unwrap();
        file.set_len((MAX_MIB << 20) + 1).unwrap();
        expect_error(
            &folder,
            "large.json",
            "`large.json` is larger than 16 MiB\n\
             note: the manifest of an app registration is far smaller",
        );
    }

    #[test]
    fn positions_count_characters_after_the_byte_order_mark() {
        let folder = TestFolder::new();
        folder.write("crm.json", "\u{FEFF}{\r\n \"é\": 1}");
        let source = read(&folder, "crm.json").unwrap();
        let at = source.text.find('1').unwrap();
        assert_eq!(source.place(0..1).to_string(), "crm.json:1:1");
        assert_eq!(source.place(at..at + 1).to_string(), "crm.json:2:7");
        // A line break belongs to the line that it ends.
        let line_break = source.text.find('\n').unwrap();
        assert_eq!(source.place(line_break..line_break + 1).to_string(), "crm.json:1:3");
    }
}
