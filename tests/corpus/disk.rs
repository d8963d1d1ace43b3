//! The files on disk.

use std::path::{Path, PathBuf};
use std::{fs, io};

use entra_perms_model::{FileKind, Files};

/// The files on disk. Files in memory replace them. No package here has a workspace.
pub(crate) struct Disk {
    pub(crate) in_memory: Vec<(PathBuf, String)>,
}

/// The disk without files in memory.
pub(crate) static DISK: Disk = Disk { in_memory: Vec::new() };

impl Disk {
    fn in_memory(&self, path: &Path) -> Option<&str> {
        let file = self.in_memory.iter().find(|(found, _)| found == path);
        file.map(|(_, text)| text.as_str())
    }
}

impl Files for Disk {
    fn kind(&self, path: &Path) -> FileKind {
        if let Some(text) = self.in_memory(path) {
            return FileKind::File { bytes: text.len() as u64 };
        }
        match fs::metadata(path) {
            Ok(found) if found.is_file() => FileKind::File { bytes: found.len() },
            Ok(_) => FileKind::Folder,
            Err(_) => FileKind::Nothing,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.in_memory(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => fs::read(path),
        }
    }
}
