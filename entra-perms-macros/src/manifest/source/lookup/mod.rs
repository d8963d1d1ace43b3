//! The path of a file → the file on disk: in one's own package, or its workspace, and nowhere else.

use std::cell::OnceCell;
use std::path::{self, Component, Path, PathBuf};
use std::{env, fs, io};

use super::reach::{Kind, Reach, is_a_directory, suggestion};
use super::workspace::{Workspace, is_same, is_unpacked};

/// Asks for the workspace of the package in a folder.
type Ask = dyn Fn(&Path) -> Option<Workspace>;

/// Looks up the files that one `permissions!` names.
pub(crate) struct Lookup {
    /// The folder of the package that is compiled; `None` if the build tool does not say.
    package: Option<PathBuf>,
    /// The source file that calls the macro.
    calling_file: Option<PathBuf>,
    ask: Box<Ask>,
    /// Known from the first file on that cargo has to be asked for.
    reach: OnceCell<Reach>,
}

impl Lookup {
    /// A lookup for the package that is being compiled, and for the source file that calls.
    pub(crate) fn of_build(calling_file: Option<PathBuf>) -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR").filter(|folder| !folder.is_empty());
        Self::new(package.map(PathBuf::from), calling_file, Workspace::of)
    }

    /// A lookup for a package and a source file; `ask` knows which workspace a package belongs to.
    pub(crate) fn new(
        package: Option<PathBuf>,
        calling_file: Option<PathBuf>,
        ask: impl Fn(&Path) -> Option<Workspace> + 'static,
    ) -> Self {
        let absolute = |path: PathBuf| path::absolute(path).ok().map(|path| without_dots(&path));
        Self {
            package: package.and_then(absolute),
            calling_file: calling_file.and_then(absolute),
            ask: Box::new(ask),
            reach: OnceCell::new(),
        }
    }

    /// Returns the one file that a path names, or why there is none.
    pub(super) fn find(&self, written: &str) -> Result<PathBuf, String> {
        if written.is_empty() {
            return Err("expected the path of a manifest, such as `manifests/crm.json`".to_owned());
        }
        if Path::new(written).is_absolute() {
            return absolute(written);
        }
        let Some(package) = &self.package else { return Err(no_package(written)) };
        if let Some(file) = self.only_in_package(package, written) {
            return Ok(file);
        }
        let reach = self.reach.get_or_init(|| self.reach(package));
        let found = different_files(reach.candidates(written));
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
        let found = different_files(folders.map(|folder| place(folder, written)));
        let own = place(package, written);
        (own.starts_with(package) && found == [own.as_path()]).then_some(own)
    }

    /// The package that the calling source file lies in.
    fn calling_package(&self) -> Option<&Path> {
        self.calling_file
            .as_ref()?
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").is_file())
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
    fn reach(&self, package: &Path) -> Reach {
        if is_unpacked(package) {
            return Reach::alone(package, Kind::Unpacked);
        }
        let calling = self.calling_package().filter(|calling| *calling != package);
        if let Some(calling) = calling
            && let Some(workspace) = (self.ask)(calling)
            && self.is_generated(package, &workspace)
        {
            return Reach::new(calling, Some(&workspace));
        }
        let workspace = (self.ask)(package);
        let mut reach = Reach::new(package, workspace.as_ref());
        if let Some(calling) = calling
            && reach.kind == Kind::Member
            && workspace.as_ref().is_some_and(|workspace| workspace.has_member(calling))
        {
            reach.extend(Reach::new(calling, workspace.as_ref()));
        }
        reach
    }

    /// Returns whether a build of this workspace generated the package, but not the calling file.
    fn is_generated(&self, package: &Path, workspace: &Workspace) -> bool {
        let file = self.calling_file.as_deref();
        workspace.builds_into(package) && file.is_some_and(|file| !workspace.builds_into(file))
    }
}

fn absolute(written: &str) -> Result<PathBuf, String> {
    let file = PathBuf::from(written);
    if is_there(&file) {
        return Ok(file);
    }
    if file.is_dir() {
        return Err(is_a_directory(written));
    }
    Err(format!("cannot find `{written}`{}", suggestion(written, &[file])))
}

fn no_package(written: &str) -> String {
    format!(
        "`{written}` is a relative path, and `CARGO_MANIFEST_DIR` is not set\n\
         help: give an absolute path, or have the build tool set `CARGO_MANIFEST_DIR` to the folder of \
         the package"
    )
}

/// The path of a file in a folder. Dots are resolved here, and not by the file system: the parent of
/// a folder that is a symbolic link is the parent of the link.
pub(super) fn place(folder: &Path, written: &str) -> PathBuf {
    without_dots(&folder.join(written))
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // The parent of the file system's root is the root.
            Component::ParentDir => _ = plain.pop(),
            _ => plain.push(component),
        }
    }
    plain
}

/// Those of the paths that lead to a file, each file once, by the first of its paths.
fn different_files(paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        if is_there(&path) && !files.iter().any(|file| is_same(file, &path)) {
            files.push(path);
        }
    }
    files
}

/// Returns whether there is something that would have to be read, even if it cannot be: a link to
/// nowhere, or a file in a folder that is not readable, must not give way to a file further up.
pub(super) fn is_there(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => !path.is_dir(),
        Err(error) => error.kind() == io::ErrorKind::PermissionDenied,
    }
}

#[cfg(test)]
impl Lookup {
    /// A lookup for a package that is its own root.
    pub(crate) fn in_package(package: &Path) -> Self {
        Self::new(Some(package.to_owned()), None, |_| None)
    }
}

#[cfg(test)]
mod tests;
