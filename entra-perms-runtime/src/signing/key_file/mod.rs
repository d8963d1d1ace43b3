//! The key that the programs of a target folder share, for development only.
//!
//! In data order: `target_folder` finds the folder, `rights` checks that nobody else can read or
//! replace the file, `error` has the defects.
//!
//! Only a development issuer and the command that signs for it read the file. A validator never
//! does: it gets the public key from the issuer, as any other key.

mod error;
mod rights;
mod target_folder;
#[cfg(test)]
mod tests;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::rand;

pub use error::SharedKeyError;
pub use target_folder::target_folder;

use super::key::SigningKey;

/// The folder of the key, below the target folder. `cargo clean` removes it.
const FOLDER: &str = "entra-perms";
/// The key in PKCS#8.
const FILE: &str = "dev-key.der";
/// The file by which git and packages leave out the folder.
const IGNORED: &str = ".gitignore";
/// The largest file that is read, in bytes. The key has 1.2 kB.
const MAX_BYTES: u64 = 16 << 10;

/// Reads the key that the programs of this target folder share. If there is none, makes it.
///
/// # Errors
/// Returns [`SharedKeyError`] if the file cannot be read or made, if other users could have read or
/// written it, or if it is not a key. A key that cannot be used is never replaced.
pub fn shared_key(target_folder: &Path) -> Result<SigningKey, SharedKeyError> {
    let folder = folder_in(target_folder);
    let file = folder.join(FILE);
    match read(&folder, &file) {
        Err(SharedKeyError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            create(&folder, &file)?;
            read_new(&folder, &file)
        }
        key => key,
    }
}

/// Returns the folder of the key.
fn folder_in(target_folder: &Path) -> PathBuf {
    target_folder.join(FOLDER)
}

fn read(folder: &Path, file: &Path) -> Result<SigningKey, SharedKeyError> {
    let unreadable = |source| SharedKeyError::Read { file: file.to_owned(), source };
    let of_folder = fs::symlink_metadata(folder).map_err(unreadable)?;
    rights::check_folder(folder, &of_folder)?;
    // A link or a pipe is refused before it is opened.
    if !fs::symlink_metadata(file).map_err(unreadable)?.is_file() {
        return Err(SharedKeyError::NotAFile { file: file.to_owned() });
    }
    let opened = File::open(file).map_err(unreadable)?;
    let of_file = opened.metadata().map_err(unreadable)?;
    rights::check_file(file, &of_file)?;
    rights::check_same_owner(folder, &of_folder, &of_file)?;
    let mut bytes = Vec::new();
    opened.take(MAX_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    SigningKey::from_pkcs8(&bytes).ok_or_else(|| SharedKeyError::NotAKey { file: file.to_owned() })
}

/// Reads the key that was just made, perhaps by another program.
fn read_new(folder: &Path, file: &Path) -> Result<SigningKey, SharedKeyError> {
    match read(folder, file) {
        // To delete the key would not help: the next one would have the same rights.
        Err(SharedKeyError::OpenToOthers { .. } | SharedKeyError::OwnedByAnother { .. }) => {
            for file in [file, &folder.join(IGNORED)] {
                let _ = fs::remove_file(file);
            }
            let _ = fs::remove_dir(folder);
            Err(SharedKeyError::NoRights { folder: folder.to_owned() })
        }
        key => key,
    }
}

fn create(folder: &Path, file: &Path) -> Result<(), SharedKeyError> {
    let key = SigningKey::generate().map_err(|_| SharedKeyError::KeyGeneration)?;
    let key = key.to_pkcs8().map_err(|_| SharedKeyError::KeyGeneration)?;
    let failed = |source| SharedKeyError::Write { file: file.to_owned(), source };
    let temporary = folder.join(temporary_name()?);
    let written = new_folder(folder)
        .and_then(|()| write_new(&temporary, key.as_ref()))
        .and_then(|()| publish(&temporary, file));
    // After a rename, the temporary file is gone.
    let _ = fs::remove_file(&temporary);
    written.map_err(failed)
}

/// Creates the folder, which only its owner can open, and which git and packages leave out.
fn new_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    unless_taken(builder.create(folder))?;
    let ignored = File::create_new(folder.join(IGNORED));
    unless_taken(ignored.and_then(|mut file| file.write_all(b"*\n")))
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(file)?;
    new.write_all(bytes)?;
    // Without this call, a crash of the machine could leave an empty file under the final name.
    new.sync_all()
}

/// Gives the temporary file its name, unless another program did so first.
fn publish(temporary: &Path, file: &Path) -> io::Result<()> {
    match unless_taken(fs::hard_link(temporary, file)) {
        // Some file systems have no hard links. A rename replaces the file of a program that starts
        // at the same moment, and its tokens are then refused until it starts again.
        Err(_) if fs::symlink_metadata(file).is_err() => fs::rename(temporary, file),
        linked => linked,
    }
}

fn unless_taken(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// Returns a name that no other program uses. Programs in containers may share their process id.
fn temporary_name() -> Result<String, SharedKeyError> {
    let mut random = [0; 8];
    rand::fill(&mut random).map_err(|_| SharedKeyError::KeyGeneration)?;
    Ok(format!("{FILE}.{:016x}.tmp", u64::from_ne_bytes(random)))
}
