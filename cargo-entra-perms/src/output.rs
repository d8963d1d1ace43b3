//! The terminal, and the files that the command writes.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, process};

use anstyle::{AnsiColor, Style};

use crate::arguments::Color;
use crate::error::Failure;

/// The style of `error`.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The style of `warning`.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// The style of arrows and rulers.
pub(crate) const FRAME: Style = AnsiColor::Blue.on_default().bold();
/// The style of `note`, `help` and the first line of a message.
pub(crate) const STRONG: Style = Style::new().bold();

/// Sets when the output has colors. By default, only a terminal gets them.
pub(crate) fn choose_color(color: Color) {
    let choice = match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Writes a text to the standard output, without colors if it is not a terminal.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

/// Writes the message of a failure to the standard error.
pub(crate) fn failure(failure: &Failure) {
    // If the standard error is closed, nobody reads the message.
    let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {failure}");
}

/// Writes the page that `--help` asks for, or the reason why the command line is refused.
pub(crate) fn usage(message: &clap::Error) -> ExitCode {
    let text = message.render();
    let written = if message.use_stderr() {
        write!(anstream::stderr(), "{}", text.ansi())
    } else {
        write!(anstream::stdout(), "{}", text.ansi())
    };
    match written {
        Ok(()) if !message.use_stderr() => ExitCode::SUCCESS,
        // The status 1 means that something was found.
        Ok(()) | Err(_) => ExitCode::from(2),
    }
}

/// Writes a remark to the standard error, which does not mix with the output.
pub(crate) fn notice(text: &str) -> Result<(), Failure> {
    let mut stderr = anstream::stderr().lock();
    Ok(stderr.write_all(text.as_bytes())?)
}

/// A text that a command writes, and writes again later.
pub(crate) struct Product<'a> {
    pub(crate) text: &'a str,
    /// The words near the start of the text by which a later run knows it.
    pub(crate) mark: &'a str,
    /// The noun for messages.
    pub(crate) noun: &'a str,
}

/// The number of bytes at the start of a file in which the mark of a product is.
const HEAD: u64 = 256;

impl Product<'_> {
    /// Writes the product to a file, or without one to the standard output. A file that is not
    /// such a product is replaced only with `force`.
    pub(crate) fn write(&self, file: Option<&Path>, force: bool) -> Result<(), Failure> {
        let Some(file) = file else { return print(self.text) };
        let is_replaced = force || self.is_in(file);
        if !is_replaced && file.symlink_metadata().is_ok() {
            let (name, noun) = (file.display(), self.noun);
            let message = format_args!("`{name}` exists already, and is no such {noun}");
            return Err(Failure::new(message).help("replace it with `--force`"));
        }
        write_new_file(file, self.text.as_bytes(), is_replaced)
    }

    fn is_in(&self, file: &Path) -> bool {
        let mut head = Vec::new();
        let read = fs::File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
        read.is_ok() && String::from_utf8_lossy(&head).contains(self.mark)
    }
}

/// Writes a new file whole or not at all. A file that exists is replaced only with `force`.
pub(crate) fn write_new_file(file: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    let temporary = temporary(file);
    let written = new_folder(file)
        .and_then(|()| write_new(&temporary, bytes))
        .and_then(|()| publish(&temporary, file, force));
    // After a rename, the temporary file is gone.
    let _ = fs::remove_file(&temporary);
    written.map_err(|error| {
        Failure::new(format_args!("cannot write `{}`: {}", file.display(), error.kind()))
    })
}

/// Writes all files or none: after a failure, the files before it are as they were.
pub(crate) fn write_new_files(files: &[(&Path, &[u8])], force: bool) -> Result<(), Failure> {
    let mut written: Vec<(&Path, Option<Vec<u8>>)> = Vec::new();
    for (file, bytes) in files {
        let before = fs::read(file).ok();
        if let Err(failure) = write_new_file(file, bytes, force) {
            for (file, before) in written {
                // The first failure is the one to report.
                let _ = match before {
                    Some(bytes) => write_new_file(file, &bytes, true).is_ok(),
                    None => fs::remove_file(file).is_ok(),
                };
            }
            return Err(failure);
        }
        written.push((*file, before));
    }
    Ok(())
}

/// Creates the folder of a file.
fn new_folder(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

/// Gives a temporary file its name. Without `force`, it fails if the name is taken.
fn publish(temporary: &Path, file: &Path, force: bool) -> io::Result<()> {
    if force {
        return fs::rename(temporary, file);
    }
    match fs::hard_link(temporary, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems have no links.
        Err(_) if fs::symlink_metadata(file).is_err() => fs::rename(temporary, file),
        linked => linked,
    }
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = fs::File::create_new(file)?;
    new.write_all(bytes)?;
    // Without this call, a crash of the machine could leave an empty file under the final name.
    new.sync_all()
}

/// Returns a name next to the file, because a rename works inside of one file system only.
fn temporary(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", process::id()));
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_meanwhile_needs_force() {
        let name = format!("entra-perms-output-new-{}", process::id());
        let folder = std::env::temp_dir().join(name);
        let file = folder.join("out.json");
        write_new_file(&file, b"one", false).unwrap();
        assert!(write_new_file(&file, b"two", false).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "one");
        write_new_file(&file, b"two", true).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn several_files_are_written_or_none() {
        let name = format!("entra-perms-output-all-{}", process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("folder")).unwrap();
        let [new, old, bad] = ["new", "old", "folder"].map(|name| folder.join(name));
        fs::write(&old, "old").unwrap();
        let files: [(&Path, &[u8]); 3] = [(&new, b"1"), (&old, b"2"), (&bad, b"3")];
        assert!(write_new_files(&files, true).is_err());
        assert!(!new.exists());
        assert_eq!(fs::read_to_string(&old).unwrap(), "old");
        write_new_files(&files[..2], true).unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), "2");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_is_replaced_or_left_alone() {
        let folder = std::env::temp_dir().join(format!("entra-perms-output-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("out.json");
        write_new_file(&file, b"one", true).unwrap();
        write_new_file(&file, b"two", true).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        // A folder cannot be replaced by a file.
        fs::create_dir(folder.join("folder")).unwrap();
        let failure =
            write_new_file(&folder.join("folder"), b"text", true).unwrap_err().to_string();
        assert!(failure.starts_with("cannot write `"), "{failure}");
        // No temporary file stays behind.
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(&folder).unwrap();
    }
}
