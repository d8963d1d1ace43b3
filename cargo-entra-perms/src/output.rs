//! The terminal, and the files that the command writes.

use std::io::{self, Write};
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

/// Writes a file whole or not at all: to a temporary file next to it, which is then renamed.
pub(crate) fn write_file(file: &Path, text: &str) -> Result<(), Failure> {
    let temporary = temporary(file);
    let written = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, file));
    written.map_err(|error| {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
        Failure::new(format_args!("cannot write `{}`: {}", file.display(), error.kind()))
    })
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    let mut new = fs::File::create_new(file)?;
    new.write_all(text.as_bytes())?;
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
    fn a_file_is_replaced_or_left_alone() {
        let folder = std::env::temp_dir().join(format!("entra-perms-output-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("out.json");
        write_file(&file, "one").unwrap();
        write_file(&file, "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        // A folder cannot be replaced by a file.
        fs::create_dir(folder.join("folder")).unwrap();
        let failure = write_file(&folder.join("folder"), "text").unwrap_err().to_string();
        assert!(failure.starts_with("cannot write `"), "{failure}");
        // No temporary file stays behind.
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(&folder).unwrap();
    }
}
