//! The files on disk, and the workspaces that cargo knows.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use super::storage::{FileKind, Files};
use super::workspace::Workspace;

/// The files on disk, and the workspaces that cargo knows.
///
/// It is the implementation of [`Files`] that the macros use. It reads and never writes, and asks
/// cargo for the workspace of a package. [`Disk::with_workspace`] saves that question.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use entra_perms_model::{Disk, FileKind, Files};
///
/// let here = Path::new(env!("CARGO_MANIFEST_DIR"));
/// assert!(matches!(Disk::default().kind(&here.join("Cargo.toml")), FileKind::File { .. }));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Disk {
    /// A workspace that is known already.
    known: Option<Workspace>,
}

impl Disk {
    /// Creates a disk that knows a workspace, so that cargo need not be asked for its members.
    #[must_use]
    pub fn with_workspace(workspace: Workspace) -> Self {
        Self { known: Some(workspace) }
    }
}

impl Files for Disk {
    fn kind(&self, path: &Path) -> FileKind {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => FileKind::Folder,
            Ok(found) if found.is_file() => FileKind::File { bytes: found.len() },
            Ok(_) => FileKind::Other,
            Err(error) => match fs::symlink_metadata(path) {
                Err(missing) if missing.kind() != io::ErrorKind::PermissionDenied => {
                    FileKind::Nothing
                }
                _ => FileKind::Unreadable(error),
            },
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn file_names(&self, folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.path().is_file());
        files.filter_map(|file| file.file_name().into_string().ok()).collect()
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other || identity(one).is_some_and(|one| identity(other) == Some(one))
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn workspace(&self, package: &Path) -> Option<Workspace> {
        let is_member =
            |workspace: &&Workspace| workspace.members.iter().any(|member| member == package);
        match self.known.as_ref().filter(is_member) {
            Some(workspace) => Some(workspace.clone()),
            None => ask_cargo(package),
        }
    }
}

/// Asks cargo for the workspace of a package.
fn ask_cargo(package: &Path) -> Option<Workspace> {
    // Cargo and rust-analyzer set `CARGO`. Another build tool has no workspace of cargo's, even
    // if cargo is on the `PATH`.
    let cargo = env::var_os("CARGO")?;
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version=1", "--manifest-path"])
        // Without this argument, cargo resolves links in the path of the current folder, and
        // searches other parents.
        .arg(package.join("Cargo.toml"))
        .current_dir(package)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let metadata = output.status.success().then_some(output.stdout)?;
    Workspace::from_metadata(str::from_utf8(&metadata).ok()?)
}

/// Returns the identity of a file, which all symbolic and hard links to it share.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|file| (file.dev(), file.ino())).ok()
}

/// Returns the identity of a file. Stable Rust cannot recognize hard links on this platform, so
/// that they count as different files.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_names_the_workspace_of_this_package() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = Disk::default().workspace(package).unwrap();
        assert_eq!(Some(workspace.root.as_path()), package.parent());
        assert!(workspace.members.iter().any(|member| member == package));
    }

    #[test]
    fn a_package_that_is_not_a_member_has_no_workspace() {
        let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/attribute-table/table");
        assert_eq!(Disk::default().workspace(&table), None);
        assert_eq!(Disk::default().workspace(&table.join("nowhere")), None);
    }

    #[test]
    fn a_known_workspace_is_not_asked_for() {
        let nowhere = PathBuf::from("/nowhere");
        let workspace = Workspace {
            root: nowhere.clone(),
            members: vec![nowhere.join("api")],
            target: nowhere.join("target"),
        };
        let disk = Disk::with_workspace(workspace.clone());
        assert_eq!(disk.workspace(&nowhere.join("api")), Some(workspace));
        assert_eq!(disk.workspace(&nowhere.join("other")), None);
    }
}
