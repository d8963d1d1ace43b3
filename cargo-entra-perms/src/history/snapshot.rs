//! The files of one revision, for cargo, for the walk through the sources, and for the model.
//!
//! Cargo and the walk read the disk. So the sources and each `Cargo.toml` are written to a
//! temporary folder. The model asks for manifests through [`Files`], and gets them from git.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use entra_perms_model::{FileKind, Files, Workspace};

use super::git::{Git, Objects};
use super::tree::{Found, Tree};
use crate::error::Failure;

/// The endings of files that the compiler may read as source.
const SOURCES: [&str; 3] = ["rs", "in", "inc"];
/// The size of a source that is written, in bytes. A larger one is data, and not written by hand.
const MAX_SOURCE: u64 = 16 << 20;

/// The files of one revision.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The revision, as the user wrote it.
    name: String,
    folder: TemporaryFolder,
    tree: Tree,
    objects: Objects,
    /// The folder in which cargo searches the package.
    prefix: PathBuf,
    /// The workspace, after cargo was asked for it.
    workspace: Option<Workspace>,
}

impl Snapshot {
    pub(super) fn new(git: &Git, name: &str, commit: &str, prefix: &Path) -> Result<Self, Failure> {
        // The id of a commit cannot be an option.
        let listing = git.output(&["ls-tree", "-r", "-z", "-l", "--full-tree", commit])?;
        let snapshot = Self {
            name: name.to_owned(),
            folder: TemporaryFolder::new().map_err(|error| cannot_write(&error))?,
            tree: Tree::parse(&listing),
            objects: git.objects()?,
            prefix: prefix.to_owned(),
            workspace: None,
        };
        snapshot.write_sources()?;
        Ok(snapshot)
    }

    /// Returns the `Cargo.toml` that cargo finds in the folder of the user, in this revision.
    pub(crate) fn cargo_toml(&self) -> Result<PathBuf, Failure> {
        let mut paths = self.prefix.ancestors().map(|folder| folder.join("Cargo.toml"));
        let found = paths.find(|path| self.tree.entries.contains_key(path));
        match found {
            Some(path) => Ok(self.folder.path.join(path)),
            None => Err(Failure::new(format_args!("`{}` has no `Cargo.toml`", self.name))
                .note("it is searched in the current folder and in the folders above")),
        }
    }

    /// Returns the snapshot with its workspace, so that cargo need not be asked for its members.
    pub(crate) fn with_workspace(self, workspace: Workspace) -> Self {
        Self { workspace: Some(workspace), ..self }
    }

    /// Returns a path as messages show it: `HEAD~1:manifests/crm.json`, as git writes it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.folder.path).unwrap_or(path);
        format!("{}:{}", self.name, path.display().to_string().replace('\\', "/"))
    }

    /// Returns a failure about files of the temporary folder with the paths of the revision.
    pub(crate) fn rename(&self, failure: Failure) -> Failure {
        let folder = &self.folder.path;
        let revision = format!("{}:", self.name);
        // Messages show paths from the current folder, and cargo shows absolute ones.
        let names = [crate::place::shown(folder), folder.display().to_string()];
        let failure = names.iter().fold(failure, |failure, name| {
            failure.replace(&format!("{name}/"), &revision).replace(name, &revision)
        });
        let names_revision = failure.message().contains(&revision);
        if names_revision { failure } else { failure.about(&format!("in `{}`, ", self.name)) }
    }

    fn write_sources(&self) -> Result<(), Failure> {
        for path in self.tree.entries.keys() {
            let is_source = path.file_name().is_some_and(|name| name == "Cargo.toml")
                || path.extension().is_some_and(|ending| SOURCES.iter().any(|of| ending == *of));
            let is_link = self.tree.entries.get(path).is_some_and(|entry| entry.is_link);
            let written = match self.tree.find(path, &self.objects) {
                Found::File(_, entry) if is_source && entry.bytes <= MAX_SOURCE => {
                    self.objects.read(&entry.id).and_then(|text| self.write(path, &text))
                }
                // A folder of sources.
                Found::Folder(target) if is_link => self.link(path, &target),
                _ => Ok(()),
            };
            written.map_err(|error| cannot_write(&error))?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        let file = self.folder.path.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text)
    }

    /// Creates a link to another folder of the revision.
    #[cfg(unix)]
    fn link(&self, path: &Path, target: &Path) -> io::Result<()> {
        let link = self.folder.path.join(path);
        let target = self.folder.path.join(target);
        for folder in [link.parent(), Some(target.as_path())].into_iter().flatten() {
            fs::create_dir_all(folder)?;
        }
        std::os::unix::fs::symlink(target, link)
    }

    /// On other systems, links need rights that users lack, and git writes them as files.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the form for Unix")]
    fn link(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn find(&self, path: &Path) -> Found<'_> {
        match path.strip_prefix(&self.folder.path) {
            Ok(path) => self.tree.find(path, &self.objects),
            Err(_) => Found::Nothing,
        }
    }
}

impl Files for Snapshot {
    fn kind(&self, path: &Path) -> FileKind {
        match self.find(path) {
            Found::File(_, entry) => FileKind::File { bytes: entry.bytes },
            Found::Folder(_) => FileKind::Folder,
            Found::Lost => FileKind::Unreadable(io::ErrorKind::NotFound.into()),
            Found::Nothing => FileKind::Nothing,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.find(path) {
            Found::File(_, entry) => self.objects.read(&entry.id),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn file_names(&self, folder: &Path) -> Vec<String> {
        match folder.strip_prefix(&self.folder.path) {
            Ok(folder) => self.tree.file_names(folder),
            Err(_) => Vec::new(),
        }
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        let is_same_file = match (self.find(one), self.find(other)) {
            (Found::File(one, _), Found::File(other, _)) => one == other,
            _ => false,
        };
        one == other || is_same_file
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        match self.find(path) {
            Found::File(path, _) | Found::Folder(path) => Some(self.folder.path.join(path)),
            Found::Lost | Found::Nothing => None,
        }
    }

    fn workspace(&self, package: &Path) -> Option<Workspace> {
        let is_member =
            |workspace: &&Workspace| workspace.members.iter().any(|member| member == package);
        self.workspace.as_ref().filter(is_member).cloned()
    }
}

fn cannot_write(error: &io::Error) -> Failure {
    Failure::new(format_args!("cannot write sources to a temporary folder: {}", error.kind()))
}

/// A folder of this process only. It is removed when it is dropped.
#[derive(Debug)]
struct TemporaryFolder {
    path: PathBuf,
}

impl TemporaryFolder {
    fn new() -> io::Result<Self> {
        /// Other processes, which have ended, may have left their folders behind.
        const MAX_ATTEMPTS: u32 = 1000;
        let parent = env::temp_dir();
        // Cargo shows paths without links.
        let parent = if cfg!(unix) { parent.canonicalize()? } else { parent };
        for attempt in 0..MAX_ATTEMPTS {
            let path = parent.join(format!("cargo-entra-perms-{}-{attempt}", process::id()));
            match create_private(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(Self { path }),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// Creates a folder that other users cannot read.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Nothing depends on it: the system removes old temporary files.
        let _ = fs::remove_dir_all(&self.path);
    }
}
