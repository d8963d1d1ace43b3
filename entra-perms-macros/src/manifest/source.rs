//! Disk → text. The only file of the macros that touches the disk.

use std::cell::OnceCell;
use std::path::{self, Path, PathBuf};
use std::{env, fs};

use proc_macro2::Span;
use syn::LitStr;

use super::encoding::decode;
use crate::suggest::{closest, did_you_mean, in_words};

/// Far above any registration (1200 entries at most), far below what stalls a build.
const MAX_MIB: u64 = 16;
/// How to get a manifest, for messages.
pub(super) const EXPORT: &str = "`az ad app show --id <app id> > manifest.json`";

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

/// The folders where the lookup begins: that of the `Cargo.toml` of the crate that calls the macro, and, where it is another, of
/// the crate that the calling source file lies in. They differ in UI tests: trybuild compiles the file of one crate as part of
/// another, which lies wherever the target folder is.
pub(crate) fn starting_folders(calling_file: Option<&Path>) -> Vec<PathBuf> {
    let file = calling_file.and_then(|file| path::absolute(file).ok());
    let of_file = file
        .and_then(|file| file.ancestors().find(|folder| folder.join("Cargo.toml").is_file()).map(Into::into));
    let of_crate = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let mut folders: Vec<PathBuf> = of_crate.into_iter().chain(of_file).collect();
    folders.dedup();
    folders
}

impl Source {
    /// The text of the file that `literal` names.
    pub(crate) fn new(literal: &LitStr, absolute: PathBuf, text: String) -> Self {
        Self { span: literal.span(), written: literal.value(), absolute, text, lines: OnceCell::new() }
    }

    /// Reads the file that `literal` names, looked up in each of `starts` and then in its parents up to the workspace root.
    pub(crate) fn load(literal: &LitStr, starts: &[PathBuf]) -> Result<Self, LoadError> {
        let written = literal.value();
        let absolute = find(&written, starts).map_err(LoadError::new)?;
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

fn find(written: &str, starts: &[PathBuf]) -> Result<PathBuf, String> {
    if written.is_empty() {
        return Err("expected the path of a manifest, such as `manifests/crm.json`".to_owned());
    }
    let folders: Vec<_> = starts.iter().flat_map(|start| search_path(start)).collect();
    let candidates: Vec<_> = folders.iter().map(|folder| folder.join(written)).collect();
    if let Some(file) = candidates.iter().find(|path| path.is_file()) {
        return Ok(file.clone());
    }
    if candidates.iter().any(|path| path.is_dir()) {
        return Err(format!("`{written}` is a directory; expected the path of a manifest"));
    }
    let neighbours = neighbours(written, &folders);
    let meant = closest(written, neighbours.iter().map(String::as_str));
    Err(format!(
        "cannot find `{written}` in the folder of this crate's `Cargo.toml` or in a parent up to the workspace \
         root{}",
        did_you_mean(meant)
    ))
}

/// The folders a manifest is looked up in, nearest first.
///
/// The workspace root is the outermost folder that is one: trybuild compiles UI tests in workspaces of its own
/// below `target/`, and the same literal has to work there.
fn search_path(start: &Path) -> Vec<&Path> {
    let folders: Vec<_> = start.ancestors().collect();
    let root = folders.iter().rposition(|folder| is_workspace(folder)).unwrap_or(0);
    folders.into_iter().take(root + 1).collect()
}

fn is_workspace(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    text.lines().any(|line| {
        let table = line.trim_start().strip_prefix('[').map(str::trim_start);
        let rest = table.and_then(|table| table.strip_prefix("workspace")).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with([']', '.']))
    })
}

/// The files beside the one that is missing, spelled as the user would.
fn neighbours(written: &str, folders: &[&Path]) -> Vec<String> {
    let parent = Path::new(written).parent().unwrap_or(Path::new(""));
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder.join(parent)).ok()).flatten();
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<_> =
        files.filter_map(|file| parent.join(file.file_name()).to_str().map(str::to_owned)).collect();
    // The order of a directory is the file system's; a message should not be.
    names.sort_unstable();
    names
}

fn read(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {}", error.kind());
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_MIB << 20 {
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

    fn load(written: &str, start: impl Into<PathBuf>) -> Result<Source, LoadError> {
        Source::load(&LitStr::new(written, Span::call_site()), &[start.into()])
    }

    fn message(written: &str, start: impl Into<PathBuf>) -> String {
        load(written, start).unwrap_err().message
    }

    #[test]
    fn found_beside_the_crate_before_any_parent() {
        let root = TestFolder::workspace();
        root.write("member/Cargo.toml", "[package]\n");
        root.write("crm.json", "outer");
        root.write("member/crm.json", "inner");
        assert_eq!(load("crm.json", root.path().join("member")).unwrap().text, "inner");
    }

    #[test]
    fn found_in_the_outermost_workspace() {
        let root = TestFolder::workspace();
        root.write("target/tests/ui/Cargo.toml", "[package]\n[ workspace ] # trybuild");
        root.write("manifests/crm.json", "{}");
        let found = load("manifests/crm.json", root.path().join("target/tests/ui")).unwrap();
        assert_eq!(found.absolute, root.path().join("manifests/crm.json"));
        assert_eq!(found.written, "manifests/crm.json");
    }

    #[test]
    fn not_looked_up_above_the_workspace() {
        let outer = TestFolder::new();
        outer.write("crm.json", "{}");
        outer.write("root/Cargo.toml", "[workspace.package]\n");
        assert!(message("crm.json", outer.path().join("root")).starts_with("cannot find `crm.json`"));
        // A crate that inherits from a workspace is not one.
        outer.write("Cargo.toml", "[lints]\nworkspace = true\n");
        assert!(load("crm.json", outer.path().join("root")).is_err());
    }

    #[test]
    fn absolute_paths_are_taken_as_they_are() {
        let folder = TestFolder::new();
        folder.write("crm.json", "{}");
        let absolute = folder.path().join("crm.json");
        assert!(load(absolute.to_str().unwrap(), Path::new("/nowhere")).is_ok());
    }

    #[test]
    fn missing_files_suggest_their_neighbours() {
        let folder = TestFolder::workspace();
        folder.write("manifests/crm.json", "{}");
        assert_eq!(
            message("manifests/crn.json", folder.path()),
            "cannot find `manifests/crn.json` in the folder of this crate's `Cargo.toml` or in a parent up to \
             the workspace root; did you mean `manifests/crm.json`?"
        );
        assert!(!message("manifests/other.txt", folder.path()).contains("did you mean"));
    }

    #[test]
    fn directories_and_empty_paths() {
        let folder = TestFolder::workspace();
        folder.write("manifests/crm.json", "{}");
        assert_eq!(
            message("manifests", folder.path()),
            "`manifests` is a directory; expected the path of a manifest"
        );
        assert_eq!(
            message("", folder.path()),
            "expected the path of a manifest, such as `manifests/crm.json`"
        );
    }

    #[test]
    fn a_file_that_is_no_text_is_tracked_all_the_same() {
        let folder = TestFolder::workspace();
        folder.write("latin1.json", b"{\n\"caf\xE9\"}");
        folder.write("empty.json", "\u{FEFF} \n");
        let error = load("latin1.json", folder.path()).unwrap_err();
        assert_eq!(error.found, Some(folder.path().join("latin1.json")));
        assert!(error.message.starts_with("`latin1.json` is not UTF-8 (line 2); "), "{}", error.message);
        assert_eq!(
            message("empty.json", folder.path()),
            "`empty.json` is empty; export the manifest with `az ad app show --id <app id> > manifest.json`"
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
