//! The folders that a package may read, and the findings about files that are not in them.

use std::path::{Path, PathBuf};

use super::package::{is_member, is_unpacked};
use super::path::{join, name, with_example};
use super::storage::{FileKind, Files};
use super::workspace::Workspace;
use crate::finding::{Finding, Rule};
use crate::suggestion::{closest, in_words};

/// The folders in which files are searched.
pub(super) struct SearchFolders<'a> {
    files: &'a dyn Files,
    /// The folders, nearest first.
    folders: Vec<PathBuf>,
    /// The outermost folders. A path must stay in one of them.
    bounds: Vec<PathBuf>,
    pub kind: PackageKind,
}

/// The kind of a package, which decides how far it may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PackageKind {
    /// A member of a workspace. It reads up to the root of the workspace.
    Member,
    /// A package without a workspace of several members. It reads its own folder only.
    Alone,
    /// A package that cargo unpacked. It reads its own folder only, because the files around it
    /// belong to somebody else.
    Unpacked,
}

impl<'a> SearchFolders<'a> {
    /// Returns the folders of a package, from its own up to the root of its workspace.
    pub(super) fn new(package: &Path, workspace: Option<&Workspace>, files: &'a dyn Files) -> Self {
        if is_unpacked(package, files) {
            return Self::one(package, PackageKind::Unpacked, files);
        }
        match workspace {
            Some(workspace) if is_member(package, workspace, files) => {
                Self::in_workspace(package, workspace, files)
            }
            _ => Self::one(package, PackageKind::Alone, files),
        }
    }

    /// Returns only the folder of a package.
    pub(super) fn one(package: &Path, kind: PackageKind, files: &'a dyn Files) -> Self {
        let folders = vec![package.to_owned()];
        Self { files, bounds: folders.clone(), folders, kind }
    }

    fn in_workspace(package: &Path, workspace: &Workspace, files: &'a dyn Files) -> Self {
        let root = &workspace.root;
        if root == package && workspace.members.len() == 1 {
            return Self::one(package, PackageKind::Alone, files);
        }
        let mut folders: Vec<_> = package.ancestors().take_while(|folder| folder != root).collect();
        if !package.starts_with(root) {
            // With `package.workspace`, a member can be outside of the root. The folders above it
            // do not belong to the workspace.
            folders.truncate(1);
        }
        folders.push(root);
        Self {
            files,
            folders: folders.into_iter().map(Path::to_owned).collect(),
            bounds: vec![root.clone(), package.to_owned()],
            kind: PackageKind::Member,
        }
    }

    /// Adds the folders of another member.
    pub(super) fn extend(&mut self, other: Self) {
        for folder in other.folders {
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
        self.bounds.extend(other.bounds);
    }

    /// Returns the paths at which a file is searched, whether it exists or not.
    pub(super) fn candidates(&self, written: &str) -> impl Iterator<Item = PathBuf> {
        let paths = self.folders.iter().map(move |folder| join(folder, written));
        paths.filter(|path| self.bounds.iter().any(|bound| path.starts_with(bound)))
    }

    /// Returns the finding that no candidate is a file.
    pub(super) fn not_found(&self, written: &str, package: &Path) -> Finding {
        let candidates: Vec<_> = self.candidates(written).collect();
        if candidates.is_empty() {
            return self.leads_out(written);
        }
        if candidates.iter().any(|path| matches!(self.files.kind(path), FileKind::Folder)) {
            return is_a_folder(written);
        }
        let meant = suggestion(written, &candidates, self.files);
        let outside = self.path_outside(written, package, &candidates);
        let bound = self.kind.bound();
        let mut finding =
            Finding::new(Rule::FileNotFound, format!("cannot find {}", name(written)))
                .note(format_args!("searched in {}", self.folder_names()));
        if let Some(path) = &outside {
            finding = finding.note(format_args!("`{path}` exists, but is outside of the {bound}"));
        }
        match self.kind {
            PackageKind::Unpacked => finding
                .note("a packaged crate may read its own files only")
                .help(self.kind.remedy()),
            PackageKind::Alone if outside.is_some() => finding
                .note("according to cargo, this package is not in a workspace with other packages")
                .help(self.kind.remedy()),
            PackageKind::Member if outside.is_some() => finding.help(self.kind.remedy()),
            _ if meant.is_some() => finding.did_you_mean(meant.as_deref()),
            _ => finding.export_to_help(written),
        }
    }

    /// Returns the path from the package to the nearest file above it that exists, but is not
    /// searched.
    fn path_outside(
        &self,
        written: &str,
        package: &Path,
        candidates: &[PathBuf],
    ) -> Option<String> {
        let levels = package.ancestors().position(|folder| {
            let path = join(folder, written);
            self.files.kind(&path).ends_lookup() && !candidates.contains(&path)
        })?;
        Some(format!("{}{written}", "../".repeat(levels)))
    }

    fn leads_out(&self, written: &str) -> Finding {
        let message = format!("{} leads out of the {}", name(written), self.kind.bound());
        Finding::new(Rule::FileOutside, message)
            .help(self.kind.remedy())
            .help("or write an absolute path, which can lead anywhere")
    }

    /// Returns the finding that several candidates are different files.
    pub(super) fn ambiguous(&self, written: &str, found: &[PathBuf]) -> Finding {
        let names = found.iter().map(|file| {
            // The first bound is the root of the workspace.
            let name = self.bounds.iter().find_map(|bound| file.strip_prefix(bound).ok());
            format!("`{}`", name.unwrap_or(file).display())
        });
        let names = in_words(&names.collect::<Vec<_>>(), "and");
        Finding::new(Rule::AmbiguousFile, format!("{} names different files", name(written)))
            .note(format_args!("it names {names}"))
            .help("remove or rename all but one, or make them symbolic links to one file")
    }

    /// Returns the folders from the root of the workspace, without absolute paths.
    fn folder_names(&self) -> String {
        let names: Vec<_> = self.folders.iter().map(|folder| self.folder_name(folder)).collect();
        in_words(&names, "and")
    }

    fn folder_name(&self, folder: &Path) -> String {
        // The first bound is the root of the workspace, or the folder of the only package.
        let root = self.bounds.first().map_or(folder, PathBuf::as_path);
        match (folder.strip_prefix(root), self.kind) {
            (Ok(path), _) if !path.as_os_str().is_empty() => {
                format!("`{}`", path.join("").display())
            }
            (Ok(_), PackageKind::Member) => "the root of the workspace".to_owned(),
            _ => "the folder of the package".to_owned(),
        }
    }
}

impl PackageKind {
    /// Returns the noun for the outermost folder that the package may read.
    fn bound(self) -> &'static str {
        match self {
            Self::Member => "workspace",
            Self::Alone | Self::Unpacked => "package",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Member => "put the file, or a symbolic link to it, into the workspace",
            Self::Alone => "put the file, or a symbolic link to it, into the package",
            Self::Unpacked => {
                "in the sources of this crate, put the file, or a symbolic link to it, into the \
                 folder of its `Cargo.toml`"
            }
        }
    }
}

pub(super) fn is_a_folder(written: &str) -> Finding {
    with_example(Finding::new(Rule::NotAFile, format!("{} is a directory", name(written))))
}

/// Returns the file next to the candidates that was probably meant, as the user would write it.
pub(super) fn suggestion(
    written: &str,
    candidates: &[PathBuf],
    files: &dyn Files,
) -> Option<String> {
    let parent = Path::new(written).parent().unwrap_or(Path::new(""));
    let folders = candidates.iter().filter_map(|candidate| candidate.parent());
    let names = folders.flat_map(|folder| files.file_names(folder));
    let mut names: Vec<_> =
        names.filter_map(|name| parent.join(name).to_str().map(str::to_owned)).collect();
    // The order of the file system is not stable, but the order of a message must be.
    names.sort_unstable();
    closest(written, names.iter().map(String::as_str)).map(str::to_owned)
}
