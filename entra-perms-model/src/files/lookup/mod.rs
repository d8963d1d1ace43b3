//! The path of a file → the file on disk: in one's own package, or its workspace, and nowhere else.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use super::path::{place, without_dots};
use super::search_folders::{Kind, SearchFolders, is_a_directory, suggestion};
use super::workspace::{Workspace, is_unpacked};
use super::{FileKind, Files};

/// Looks up the files that one `permissions!` names.
pub struct Lookup<'a> {
    files: &'a dyn Files,
    /// The folder of the package that is compiled; `None` if the build tool does not say.
    package: Option<PathBuf>,
    /// The source file that calls the macro.
    calling_file: Option<PathBuf>,
    /// Known from the first file on that cargo has to be asked for.
    reach: OnceCell<SearchFolders<'a>>,
}

impl<'a> Lookup<'a> {
    /// Creates a lookup for the package that is compiled, and for the source file that calls
    /// `permissions!`. Both paths are absolute.
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
            reach: OnceCell::new(),
        }
    }

    /// Returns the access to files.
    pub(super) fn files(&self) -> &'a dyn Files {
        self.files
    }

    /// Returns the one file that a path names, or why there is none.
    pub(super) fn find(&self, written: &str) -> Result<PathBuf, String> {
        if written.is_empty() {
            return Err("expected the path of a manifest, such as `manifests/crm.json`".to_owned());
        }
        if Path::new(written).is_absolute() {
            return self.absolute(written);
        }
        let Some(package) = &self.package else { return Err(no_package(written)) };
        if let Some(file) = self.only_in_package(package, written) {
            return Ok(file);
        }
        let reach = self.reach.get_or_init(|| self.reach(package));
        let found = self.different_files(reach.candidates(written));
        match found.as_slice() {
            [file] => Ok(file.clone()),
            [] => Err(reach.missing(written, package)),
            several => Err(reach.ambiguous(written, several)),
        }
    }

    /// Returns the file if the package has it, and no folder above has another. This needs no answer
    /// from cargo: the package has the file to itself, however far it reaches.
    fn only_in_package(&self, package: &Path, written: &str) -> Option<PathBuf> {
        let calling = self.calling_package().into_iter().flat_map(Path::ancestors);
        let folders = package.ancestors().chain(calling);
        let found = self.different_files(folders.map(|folder| place(folder, written)));
        let own = place(package, written);
        (own.starts_with(package) && found == [own.as_path()]).then_some(own)
    }

    /// The package that the calling source file lies in.
    fn calling_package(&self) -> Option<&Path> {
        self.calling_file.as_ref()?.ancestors().find(|folder| {
            matches!(self.files.kind(&folder.join("Cargo.toml")), FileKind::File { .. })
        })
    }

    /// The folders for the package that is compiled. A source file can lie in another package, if a
    /// path or a macro leads there. That package counts, too, in two cases:
    ///
    /// 1. The package that is compiled was generated where the workspace of the other one builds.
    ///    So does trybuild, which compiles UI tests where they are, as part of a package of its own.
    ///    The generated package then stands for the one with the test.
    /// 2. Both are members of one workspace.
    ///
    /// In any other case, a macro of one library could read the files of another.
    fn reach(&self, package: &Path) -> SearchFolders<'a> {
        if is_unpacked(package, self.files) {
            return SearchFolders::alone(package, Kind::Unpacked, self.files);
        }
        let calling = self.calling_package().filter(|calling| *calling != package);
        if let Some(calling) = calling
            && let Some(workspace) = self.files.workspace(calling)
            && self.is_generated(package, &workspace)
        {
            return SearchFolders::new(calling, Some(&workspace), self.files);
        }
        let workspace = self.files.workspace(package);
        let mut reach = SearchFolders::new(package, workspace.as_ref(), self.files);
        if let Some(calling) = calling
            && reach.kind == Kind::Member
            && workspace
                .as_ref()
                .is_some_and(|workspace| workspace.has_member(calling, self.files))
        {
            reach.extend(SearchFolders::new(calling, workspace.as_ref(), self.files));
        }
        reach
    }

    /// Returns whether a build of this workspace generated the package, but not the calling file.
    fn is_generated(&self, package: &Path, workspace: &Workspace) -> bool {
        let file = self.calling_file.as_deref();
        workspace.builds_into(package, self.files)
            && file.is_some_and(|file| !workspace.builds_into(file, self.files))
    }

    fn absolute(&self, written: &str) -> Result<PathBuf, String> {
        let file = PathBuf::from(written);
        match self.files.kind(&file) {
            FileKind::Nothing => {
                let meant = suggestion(written, &[file], self.files);
                Err(format!("cannot find `{written}`{meant}"))
            }
            FileKind::Folder => Err(is_a_directory(written)),
            _ => Ok(file),
        }
    }

    /// Returns the paths that lead to a file, each file once, by the first of its paths.
    fn different_files(&self, paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        for path in paths {
            let is_new = self.files.kind(&path).is_to_be_read()
                && !files.iter().any(|file| self.files.is_same(file, &path));
            if is_new {
                files.push(path);
            }
        }
        files
    }
}

fn no_package(written: &str) -> String {
    format!(
        "`{written}` is a relative path, and `CARGO_MANIFEST_DIR` is not set\n\
         help: give an absolute path, or have the build tool set `CARGO_MANIFEST_DIR` to the folder of \
         the package"
    )
}

#[cfg(test)]
mod tests;
