//! The path in an argument → the file in the package or its workspace.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use super::package::{is_built, is_member, is_unpacked};
use super::path::{join, name, with_example, without_dots};
use super::search_folders::{PackageKind, SearchFolders, is_a_folder, suggestion};
use super::storage::{FileKind, Files};
use super::workspace::Workspace;
use crate::finding::{Finding, Rule};

/// The rules by which a package finds the files that `permissions!` names.
///
/// A relative path is searched in the folder of the package and in the folders above it, up to the
/// root of its workspace. It is an error if two of them have different files at the path. A package
/// without a workspace, or from a registry, finds files in its own folder only. An absolute path is
/// taken unchanged.
///
/// The example of [`Files`] shows a lookup in memory.
pub struct Lookup<'a> {
    files: &'a dyn Files,
    /// The folder of the package that is compiled, unless the build tool does not name it.
    package: Option<PathBuf>,
    /// The source file that calls the macro.
    calling_file: Option<PathBuf>,
    /// The folders of the package. They are computed for the first file that needs them, because
    /// the workspace costs a call of cargo.
    folders: OnceCell<SearchFolders<'a>>,
}

impl<'a> Lookup<'a> {
    /// Creates a lookup for the package in the folder `package`, and for the source file that calls
    /// `permissions!`. Both paths are absolute.
    ///
    /// Without `package`, only absolute paths can be found. Without `calling_file`, the call is in
    /// the package itself.
    #[must_use]
    pub fn new(
        files: &'a dyn Files,
        package: Option<PathBuf>,
        calling_file: Option<PathBuf>,
    ) -> Self {
        Self {
            files,
            package: package.map(|path| without_dots(&path)),
            calling_file: calling_file.map(|path| without_dots(&path)),
            folders: OnceCell::new(),
        }
    }

    /// Returns the one file at a path, as an absolute path: the file that `permissions!` reads for
    /// `written`. Returns `None` if no file or several files are there, which is a [`Finding`] of
    /// [`analyze`](crate::analyze).
    #[must_use]
    pub fn file(&self, written: &str) -> Option<PathBuf> {
        self.find(written).ok()
    }

    /// Returns the access to files.
    pub(crate) fn files(&self) -> &'a dyn Files {
        self.files
    }

    /// Returns the one file at a path, as an absolute path.
    pub(crate) fn find(&self, written: &str) -> Result<PathBuf, Finding> {
        if written.is_empty() {
            return Err(with_example(Finding::new(Rule::NotAFile, "the path is empty")));
        }
        let file = if Path::new(written).is_absolute() {
            self.find_absolute(written)?
        } else {
            self.find_relative(written)?
        };
        if file.to_str().is_some() { Ok(file) } else { Err(untrackable(written)) }
    }

    fn find_absolute(&self, written: &str) -> Result<PathBuf, Finding> {
        let file = PathBuf::from(written);
        match self.files.kind(&file) {
            FileKind::Nothing => {
                let finding =
                    Finding::new(Rule::FileNotFound, format!("cannot find {}", name(written)));
                Err(match suggestion(written, &[file], self.files) {
                    Some(meant) => finding.did_you_mean(Some(&meant)),
                    None => finding.export_to_help(written),
                })
            }
            FileKind::Folder => Err(is_a_folder(written)),
            FileKind::File { .. } | FileKind::Other | FileKind::Unreadable(_) => Ok(file),
        }
    }

    fn find_relative(&self, written: &str) -> Result<PathBuf, Finding> {
        let Some(package) = &self.package else { return Err(no_package(written)) };
        if let Some(file) = self.only_in_package(package, written) {
            return Ok(file);
        }
        let folders = self.folders.get_or_init(|| self.search_folders(package));
        let found = self.different_files(folders.candidates(written));
        match found.as_slice() {
            [file] => Ok(file.clone()),
            [] => Err(folders.not_found(written, package)),
            several => Err(folders.ambiguous(written, several)),
        }
    }

    /// Returns the file if the package has it, and if no folder above has another file at the path.
    /// The file is then the same for every workspace, so cargo need not be called.
    fn only_in_package(&self, package: &Path, written: &str) -> Option<PathBuf> {
        let calling = self.calling_package().into_iter().flat_map(Path::ancestors);
        let folders = package.ancestors().chain(calling);
        let found = self.different_files(folders.map(|folder| join(folder, written)));
        let own = join(package, written);
        (own.starts_with(package) && found == [own.as_path()]).then_some(own)
    }

    /// Returns the package that contains the calling source file.
    fn calling_package(&self) -> Option<&Path> {
        self.calling_file.as_ref()?.ancestors().find(|folder| {
            matches!(self.files.kind(&folder.join("Cargo.toml")), FileKind::File { .. })
        })
    }

    /// Returns the folders for the package that is compiled.
    ///
    /// The calling source file can be in another package, if a path or a macro leads there. The
    /// folders of that package count in two cases only:
    ///
    /// 1. A build of its workspace generated the package that is compiled. For example, trybuild
    ///    generates a package that compiles the UI tests of another one.
    /// 2. Both packages are members of one workspace.
    ///
    /// In any other case, a macro of one library could read the files of another.
    fn search_folders(&self, package: &Path) -> SearchFolders<'a> {
        if is_unpacked(package, self.files) {
            return SearchFolders::one(package, PackageKind::Unpacked, self.files);
        }
        let calling = self.calling_package().filter(|calling| *calling != package);
        if let Some(calling) = calling
            && let Some(workspace) = self.files.workspace(calling)
            && self.is_generated(package, &workspace)
        {
            return SearchFolders::new(calling, Some(&workspace), self.files);
        }
        let workspace = self.files.workspace(package);
        let mut folders = SearchFolders::new(package, workspace.as_ref(), self.files);
        if let Some(calling) = calling
            && let Some(workspace) = &workspace
            && folders.kind == PackageKind::Member
            && is_member(calling, workspace, self.files)
        {
            folders.extend(SearchFolders::new(calling, Some(workspace), self.files));
        }
        folders
    }

    /// Returns whether a build of this workspace generated the package, but not the calling file.
    fn is_generated(&self, package: &Path, workspace: &Workspace) -> bool {
        let is_source = |file: &PathBuf| !is_built(file, workspace, self.files);
        is_built(package, workspace, self.files)
            && self.calling_file.as_ref().is_some_and(is_source)
    }

    /// Returns the paths that lead to files. Of several paths to one file, it returns the first.
    fn different_files(&self, paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        for path in paths {
            let is_new = self.files.kind(&path).ends_lookup()
                && !files.iter().any(|file| self.files.is_same(file, &path));
            if is_new {
                files.push(path);
            }
        }
        files
    }
}

fn no_package(written: &str) -> Finding {
    let message = format!("`{written}` is a relative path, but `CARGO_MANIFEST_DIR` is not set");
    Finding::new(Rule::NoPackage, message)
        .help("let the build tool set `CARGO_MANIFEST_DIR` to the folder of the package")
        .help("or write an absolute path")
}

fn untrackable(written: &str) -> Finding {
    let message = format!("the folder of `{written}` has a name that is not UTF-8");
    Finding::new(Rule::UntrackablePath, message)
        .note("the compiler could not track changes of the file")
        .help("rename the folder")
}

#[cfg(test)]
mod tests;
