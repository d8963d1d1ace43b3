//! The files that the command line names. `-` is the standard input.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Failure;
use crate::place::shown;

/// The name of the standard input on the command line.
const DASH: &str = "-";
/// The name of the standard input in messages.
const STANDARD_INPUT: &str = "standard input";
/// The largest file that is read, in bytes. Microsoft Graph's own registration, the largest, has
/// 2 MiB. The model refuses larger files.
const MAX_BYTES: u64 = 16 << 20;

/// A file, which is read whole.
#[derive(Clone, Debug)]
pub(crate) struct InputFile {
    /// The path from the current folder, or words for the standard input.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl InputFile {
    /// Reads a file or the standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if is_standard_input(path) {
            return Self::from_standard_input();
        }
        let name = shown(&std::path::absolute(path)?);
        let bytes = read_file(path).map_err(|reason| cannot_read(&name, &reason))?;
        Ok(Self { name, bytes })
    }

    fn from_standard_input() -> Result<Self, Failure> {
        /// Nothing is left for a second reader.
        static IS_READ: AtomicBool = AtomicBool::new(false);
        if IS_READ.swap(true, Ordering::Relaxed) {
            return Err(Failure::new("the standard input is given twice"));
        }
        let input = io::stdin();
        if input.is_terminal() {
            return Err(Failure::new("the standard input is a terminal").help(
                "pipe a file into the command: `az ad app show --id <app id> -o json | …`, or \
                 name a file",
            ));
        }
        let bytes = read_to_limit(input.lock())
            .map_err(|error| cannot_read(STANDARD_INPUT, &error.kind()))?;
        Ok(Self { name: STANDARD_INPUT.to_owned(), bytes })
    }
}

/// Returns whether a path of the command line is the standard input.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new(DASH)
}

fn cannot_read(name: &str, reason: &dyn Display) -> Failure {
    Failure::new(format_args!("cannot read `{name}`: {reason}"))
}

/// Reads a file. The words for the common mistakes are equal on all systems.
fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let reason = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        other => other.to_string(),
    };
    if fs::metadata(path).map_err(reason)?.is_dir() {
        return Err("it is a folder".to_owned());
    }
    File::open(path).and_then(read_to_limit).map_err(reason)
}

/// Reads at most one byte more than the limit, so that the model reports the size.
fn read_to_limit(input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
