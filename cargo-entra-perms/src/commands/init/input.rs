//! The manifests that the command line names, and the paths at which the macro will find them.

use std::io;
use std::path::{Path, PathBuf};

use entra_perms_model::{Disk, FileKind, Files, Workspace};

use crate::arguments::{GlobalArguments, InitArguments};
use crate::error::Failure;
use crate::input::{InputFile, is_standard_input};
use crate::models::Packages;
use crate::place;

/// The package that will contain `permissions!`.
pub(super) struct Home {
    /// The folder of the package, from which relative paths are looked up.
    pub(super) folder: PathBuf,
    /// The folder of its workspace.
    root: PathBuf,
    disk: Disk,
}

/// A manifest.
pub(super) struct Input {
    /// The name in messages.
    pub(super) shown: String,
    /// The path in `permissions!`.
    pub(super) written: String,
    pub(super) bytes: Vec<u8>,
    pub(super) storage: Storage,
}

/// The place at which the macro finds a manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// The file is there.
    Present,
    /// The command writes the file.
    Saved(PathBuf),
    /// The user must put the file there.
    Missing(PathBuf),
}

impl Home {
    /// Returns a package in this folder, without a workspace.
    #[cfg(test)]
    pub(super) fn of_folder(folder: PathBuf) -> Self {
        Self { root: folder.clone(), folder, disk: Disk::default() }
    }

    /// Finds the package of the current folder. Outside of packages, the current folder counts.
    pub(super) fn find(global: &GlobalArguments) -> Result<Self, Failure> {
        let current = std::env::current_dir()?;
        let Some(Packages { workspace, folders }) = Packages::find(global)? else {
            let disk = Disk::default();
            return Ok(Self { folder: current.clone(), root: current, disk });
        };
        let own = folders.iter().filter(|folder| current.starts_with(folder));
        let nearest = own.max_by_key(|folder| folder.as_os_str().len());
        let folder = nearest.or(folders.first()).unwrap_or(&current).clone();
        Ok(Self { folder, root: workspace.root.clone(), disk: Disk::with_workspace(workspace) })
    }

    /// Returns the place at which the macro finds a file. Returns `None` if it finds the file by no
    /// relative path.
    fn place_of(&self, file: &Path) -> Option<PlaceInHome> {
        [&self.folder, &self.root].into_iter().find_map(|folder| {
            // The path of the file has no links, either.
            let canonical = folder.canonicalize().ok()?;
            let relative = file.strip_prefix(canonical).ok()?;
            let written = relative.to_str()?.replace('\\', "/");
            Some(PlaceInHome { written, file: folder.join(relative) })
        })
    }
}

/// A file in the package or its workspace.
struct PlaceInHome {
    /// The path in `permissions!`.
    written: String,
    file: PathBuf,
}

impl Input {
    /// Reads all manifests of the command line.
    pub(super) fn read_all(arguments: &InitArguments, home: &Home) -> Result<Vec<Self>, Failure> {
        let mut inputs: Vec<Self> = Vec::new();
        for name in &arguments.manifests {
            let input = if is_standard_input(name) {
                Self::from_standard_input(name, arguments, home)?
            } else {
                Self::from_file(name, home)?
            };
            if inputs.iter().any(|other| other.written == input.written) {
                return Err(Failure::new(format_args!("`{}` is given twice", input.shown)));
            }
            inputs.push(input);
        }
        let reads_standard_input = arguments.manifests.iter().any(|name| is_standard_input(name));
        if arguments.save.is_some() && !reads_standard_input {
            return Err(Failure::new("`--save` is for a manifest from standard input")
                .help("give `-` as the manifest"));
        }
        Ok(inputs)
    }

    fn from_standard_input(
        name: &Path,
        arguments: &InitArguments,
        home: &Home,
    ) -> Result<Self, Failure> {
        let InputFile { name: shown, bytes } = InputFile::read(name)?;
        let (written, storage) = match &arguments.save {
            Some(file) => {
                let file = absolute(file)?;
                let place = home.place_of(&file).ok_or_else(|| {
                    Failure::new(format_args!(
                        "`{}` is outside of the package and its workspace",
                        place::shown(&file)
                    ))
                    .note("`permissions!` reads files of its own workspace only")
                })?;
                (place.written, Storage::Saved(place.file))
            }
            None => missing("api.json", home),
        };
        Ok(Self { shown, written, bytes, storage })
    }

    fn from_file(name: &Path, home: &Home) -> Result<Self, Failure> {
        let InputFile { name: shown, bytes } = InputFile::read(name)?;
        let path = absolute(name)?;
        let (written, storage) = if let Some(place) = home.place_of(&path) {
            (place.written, Storage::Present)
        } else {
            let name = name.file_name().and_then(|name| name.to_str()).unwrap_or("api.json");
            missing(name, home)
        };
        // The model searches the file by this name in the package, from which `..` would lead out.
        let shown = shown.trim_start_matches("../").trim_start_matches('/').to_owned();
        Ok(Self { shown, written, bytes, storage })
    }

    /// Returns the file to write, if the command line asks for it.
    pub(super) fn saved(&self) -> Option<(&Path, &[u8])> {
        match &self.storage {
            Storage::Saved(file) => Some((file, &self.bytes)),
            Storage::Present | Storage::Missing(_) => None,
        }
    }
}

/// Returns the place for a file that the macro does not find where it is.
fn missing(name: &str, home: &Home) -> (String, Storage) {
    let written = format!("manifests/{name}");
    let file = home.folder.join(&written);
    (written, Storage::Missing(file))
}

/// Returns the absolute path without links in its folder. The file need not exist.
pub(super) fn absolute(file: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file)?;
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    Ok(match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    })
}

/// Refuses a file that exists, unless the user asked to replace it. A folder is never replaced.
pub(super) fn refuse_to_replace(file: &Path, force: bool) -> Result<(), Failure> {
    if file.is_dir() {
        return Err(Failure::new(format_args!("`{}` is a folder", file.display())));
    }
    if force || file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Failure::new(format_args!("`{}` exists already", file.display()))
        .help("replace it with `--force`"))
}

/// The files in memory that the macro will find, in front of the files on disk.
pub(super) struct Preview<'i> {
    disk: &'i Disk,
    files: Vec<(PathBuf, &'i [u8])>,
    /// `true` if no other file exists.
    is_all: bool,
}

impl<'i> Preview<'i> {
    /// Returns the disk with all manifests in their places.
    pub(super) fn of_disk(inputs: &'i [Input], home: &'i Home) -> Self {
        let mut files = Vec::new();
        for input in inputs {
            match &input.storage {
                Storage::Present => {}
                Storage::Saved(file) | Storage::Missing(file) => {
                    files.push((file.clone(), input.bytes.as_slice()));
                }
            }
        }
        Self { disk: &home.disk, files, is_all: false }
    }

    /// Returns a disk with the manifests only, by the names of messages.
    pub(super) fn of_names(inputs: &'i [Input], home: &'i Home) -> Self {
        let files = inputs
            .iter()
            .map(|input| (home.folder.join(&input.shown), input.bytes.as_slice()));
        Self { disk: &home.disk, files: files.collect(), is_all: true }
    }

    fn bytes(&self, path: &Path) -> Option<&'i [u8]> {
        self.files.iter().find(|(file, _)| file == path).map(|(_, bytes)| *bytes)
    }
}

impl Files for Preview<'_> {
    fn kind(&self, path: &Path) -> FileKind {
        match self.bytes(path) {
            Some(bytes) => FileKind::File { bytes: bytes.len() as u64 },
            None if self.is_all => FileKind::Nothing,
            None => self.disk.kind(path),
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.bytes(path) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => self.disk.read(path),
        }
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other || self.bytes(one).is_none() && self.disk.is_same(one, other)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        match self.bytes(path) {
            Some(_) => Some(path.to_owned()),
            None => self.disk.canonical(path),
        }
    }

    fn workspace(&self, package: &Path) -> Option<Workspace> {
        self.disk.workspace(package)
    }
}
