//! The folders that a package reaches, and what to say if a file is not in one of them.

use std::path::{Path, PathBuf};

use super::path::place;
use super::workspace::{Workspace, is_unpacked};
use super::{FileKind, Files};
use crate::suggestion::{closest, did_you_mean, in_words};

/// The folders that files are looked up in.
pub(super) struct SearchFolders<'a> {
    files: &'a dyn Files,
    /// Nearest first.
    folders: Vec<PathBuf>,
    /// A path may not leave all of these.
    bounds: Vec<PathBuf>,
    pub kind: Kind,
}

/// How far a package reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the root of the workspace that the package is a member of.
    Member,
    /// To its own folder: it has no workspace, or is not a member of the one around it.
    Alone,
    /// To its own folder: it was unpacked, and the files around it are somebody else's.
    Unpacked,
}

impl<'a> SearchFolders<'a> {
    /// The folders of a package, from its own up to the root of its workspace.
    pub(super) fn new(package: &Path, workspace: Option<&Workspace>, files: &'a dyn Files) -> Self {
        if is_unpacked(package, files) {
            return Self::alone(package, Kind::Unpacked, files);
        }
        let Some(workspace) = workspace.filter(|workspace| workspace.has_member(package, files))
        else {
            return Self::alone(package, Kind::Alone, files);
        };
        let root = &workspace.root;
        if root == package && workspace.members.len() == 1 {
            return Self::alone(package, Kind::Alone, files);
        }
        let mut folders: Vec<_> = package.ancestors().take_while(|folder| folder != root).collect();
        if !package.starts_with(root) {
            // A member may lie beside the root: `package.workspace` leads there.
            folders.truncate(1);
        }
        folders.push(root);
        Self {
            files,
            folders: folders.into_iter().map(Path::to_owned).collect(),
            bounds: vec![root.clone(), package.to_owned()],
            kind: Kind::Member,
        }
    }

    /// The folder of a package, and no other.
    pub(super) fn alone(package: &Path, kind: Kind, files: &'a dyn Files) -> Self {
        Self { files, folders: vec![package.to_owned()], bounds: vec![package.to_owned()], kind }
    }

    /// Adds the folders of another member.
    pub(super) fn extend(&mut self, other: Self) {
        let more = other.folders.into_iter().filter(|folder| !self.folders.contains(folder));
        let more: Vec<_> = more.collect();
        self.folders.extend(more);
        self.bounds.extend(other.bounds);
    }

    /// Where a file could be, whether it is there or not.
    pub(super) fn candidates(&self, written: &str) -> impl Iterator<Item = PathBuf> {
        let places = self.folders.iter().map(move |folder| place(folder, written));
        places.filter(|place| self.bounds.iter().any(|bound| place.starts_with(bound)))
    }

    /// Says that none of the candidates is there.
    pub(super) fn missing(&self, written: &str, package: &Path) -> String {
        let candidates: Vec<_> = self.candidates(written).collect();
        if candidates.is_empty() {
            return self.outside(written);
        }
        if candidates
            .iter()
            .any(|candidate| matches!(self.files.kind(candidate), FileKind::Folder))
        {
            return is_a_directory(written);
        }
        let meant = suggestion(written, &candidates, self.files);
        // With a separator at the end, which shows that it is a folder.
        let folders = self.folders.iter().map(|folder| format!("`{}`", folder.join("").display()));
        let folders = in_words(&folders.collect::<Vec<_>>(), "and");
        let no_further = match self.kind {
            Kind::Member => "",
            Kind::Alone => "; cargo names no workspace of this package",
            Kind::Unpacked => "; a packaged crate has only its own files",
        };
        let mut above = package.ancestors().map(|folder| place(folder, written));
        let unread = above
            .find(|place| self.files.kind(place).is_to_be_read() && !candidates.contains(place));
        let unread = unread.map_or_else(String::new, |file| {
            format!("\nnote: `{}` is outside, and is not read", file.display())
        });
        let help = if self.kind == Kind::Member { String::new() } else { self.help() };
        format!(
            "cannot find `{written}`{meant}\nnote: searched in {folders}{no_further}{unread}{help}"
        )
    }

    fn outside(&self, written: &str) -> String {
        let bound = if self.kind == Kind::Member { "workspace" } else { "package" };
        let help = self.help();
        format!("`{written}` leads out of the {bound}{help}; an absolute path is taken as it is")
    }

    fn help(&self) -> String {
        let (here, into) = match self.kind {
            Kind::Member => ("", "workspace"),
            Kind::Alone => ("", "package"),
            Kind::Unpacked => ("in the sources of this crate, ", "folder of its `Cargo.toml`"),
        };
        format!("\nhelp: {here}put the file, or a symbolic link to it, into the {into}")
    }

    /// Says that several files are there.
    pub(super) fn ambiguous(&self, written: &str, files: &[PathBuf]) -> String {
        let names = files.iter().map(|file| {
            // The root is the first of the bounds.
            let name = self.bounds.iter().find_map(|bound| file.strip_prefix(bound).ok());
            format!("`{}`", name.unwrap_or(file).display())
        });
        let names = in_words(&names.collect::<Vec<_>>(), "and");
        format!(
            "`{written}` names different files: {names}\n\
             help: remove or rename all but one, or make them symbolic links to one file"
        )
    }
}

pub(super) fn is_a_directory(written: &str) -> String {
    format!("`{written}` is a directory; expected the path of a manifest")
}

/// "Did you mean", for a file that is none of the candidates.
pub(super) fn suggestion(written: &str, candidates: &[PathBuf], files: &dyn Files) -> String {
    let neighbours = neighbours(written, candidates, files);
    did_you_mean(closest(written, neighbours.iter().map(String::as_str)))
}

/// The files beside the one that is missing, spelled as the user would.
fn neighbours(written: &str, candidates: &[PathBuf], files: &dyn Files) -> Vec<String> {
    let parent = Path::new(written).parent().unwrap_or(Path::new(""));
    let folders = candidates.iter().filter_map(|candidate| candidate.parent());
    let names = folders.flat_map(|folder| files.file_names(folder));
    let mut names: Vec<_> =
        names.filter_map(|name| parent.join(name).to_str().map(str::to_owned)).collect();
    // The order of a directory is the file system's; a message should not be.
    names.sort_unstable();
    names
}
