//! The rights of other users to the shared key, and its owner.
//!
//! Windows has no such modes: there, the rights of the target folder hold.

use std::fs::Metadata;
use std::path::Path;

use super::error::SharedKeyError;

/// The rights of others to read or write a file, or to open it as a program.
#[cfg(unix)]
const ANY: u32 = 0o077;
/// The rights of others to replace the files of a folder.
#[cfg(unix)]
const WRITE: u32 = 0o022;

/// Checks that nobody else can replace the files of the folder.
pub(super) fn check_folder(folder: &Path, metadata: &Metadata) -> Result<(), SharedKeyError> {
    if !metadata.is_dir() {
        return Err(SharedKeyError::NotAFile { file: folder.to_owned() });
    }
    #[cfg(unix)]
    check(folder, metadata, WRITE)?;
    Ok(())
}

/// Checks that nobody else can read or write the file.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "other systems check it"))]
pub(super) fn check_file(file: &Path, metadata: &Metadata) -> Result<(), SharedKeyError> {
    #[cfg(unix)]
    check(file, metadata, ANY)?;
    #[cfg(not(unix))]
    let _ = (file, metadata);
    Ok(())
}

/// Checks that the folder belongs to the owner of the file.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "other systems check it"))]
pub(super) fn check_same_owner(
    folder: &Path,
    of_folder: &Metadata,
    of_file: &Metadata,
) -> Result<(), SharedKeyError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;

        if of_folder.uid() != of_file.uid() {
            return Err(SharedKeyError::OwnedByAnother { path: folder.to_owned() });
        }
    }
    #[cfg(not(unix))]
    let _ = (folder, of_folder, of_file);
    Ok(())
}

#[cfg(unix)]
fn check(path: &Path, metadata: &Metadata, refused: u32) -> Result<(), SharedKeyError> {
    use std::os::unix::fs::MetadataExt as _;

    if metadata.mode() & refused != 0 {
        return Err(SharedKeyError::OpenToOthers { path: path.to_owned() });
    }
    // Without Linux, the owner of the file follows from its mode: nobody else could open it, except
    // the administrator.
    match own_user() {
        Some(user) if user != metadata.uid() => {
            Err(SharedKeyError::OwnedByAnother { path: path.to_owned() })
        }
        Some(_) | None => Ok(()),
    }
}

/// Returns the user that runs this program. `std` has no such function, but on Linux the folder of
/// a process belongs to its user.
#[cfg(unix)]
fn own_user() -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;

    std::fs::metadata("/proc/self").ok().map(|of_process| of_process.uid())
}
