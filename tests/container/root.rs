//! A root folder for one container.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::image::{IMAGE, Image};

/// The file with the root certificates.
const CERTIFICATES: &str = "etc/ssl/certs/ca-certificates.crt";

/// The files of the image, and folders that the container may change. Dropping it removes them.
pub(crate) struct Root {
    pub(crate) image: &'static Image,
    /// The folder of this root and of its volumes.
    folder: PathBuf,
}

impl Root {
    pub(crate) fn new(name: &str) -> Self {
        let image = &*IMAGE;
        let folder = image.folder.with_file_name(format!("{name}-{}", process::id()));
        let root = Self { image, folder };
        for copied in &image.copied {
            let from = image.folder.join(&copied.from);
            copy(&from, &root.path().join(copied.to.trim_start_matches('/')));
        }
        for (volume, _) in root.volumes() {
            fs::create_dir_all(volume).unwrap();
        }
        root
    }

    /// Returns the path of the root folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// Returns the folders that the user owns: a folder outside of the root, and its place in it.
    pub(crate) fn volumes(&self) -> Vec<(PathBuf, &'static str)> {
        let owned = self.image.copied.iter().filter(|copied| copied.owner.is_some());
        owned.map(|copied| (self.volume(&copied.to), copied.to.as_str())).collect()
    }

    /// Returns the folder outside of the root for a folder of the image.
    pub(crate) fn volume(&self, place: &str) -> PathBuf {
        self.folder.join("volumes").join(place.trim_start_matches('/'))
    }

    /// Replaces the root certificates.
    pub(crate) fn with_certificates(self, pem: &str) -> Self {
        self.with_file(CERTIFICATES, pem)
    }

    pub(crate) fn without_certificates(self) -> Self {
        fs::remove_file(self.path().join(CERTIFICATES)).unwrap();
        self
    }

    pub(crate) fn with_file(self, file: &str, text: &str) -> Self {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Returns the files and the empty folders.
    pub(crate) fn entries(&self) -> Vec<String> {
        let mut entries = Vec::new();
        list(&self.path(), "", &mut entries);
        entries.sort();
        entries
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn list(folder: &Path, path: &str, entries: &mut Vec<String>) {
    let children: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    if children.is_empty() {
        entries.push(path.to_owned());
    }
    for child in children {
        let path = format!("{path}/{}", child.file_name().to_str().unwrap());
        if child.file_type().unwrap().is_dir() {
            list(&child.path(), &path, entries);
        } else {
            entries.push(path);
        }
    }
}
