//! The settings of the command line.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use super::key::Key;
use super::mistake::Mistake;
use super::text::{Place, Text};

/// The command line.
#[derive(Debug)]
pub(super) enum CommandLine {
    Help,
    Serve {
        /// The file of `--config`.
        config: Option<PathBuf>,
        options: BTreeMap<Key, Text>,
    },
}

/// Reads the arguments that follow the program's name.
pub(super) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<CommandLine, Mistake> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut config = None;
    let mut options = BTreeMap::new();
    while let Some(argument) = parser.next().map_err(unreadable)? {
        let option = match argument {
            Short('h') | Long("help") => return Ok(CommandLine::Help),
            Long(option) => option.to_owned(),
            other => return Err(unreadable(other.unexpected())),
        };
        if option == "config" {
            let file = parser.value().map_err(unreadable)?;
            if config.replace(PathBuf::from(file)).is_some() {
                return Err(repeated("config"));
            }
            continue;
        }
        let Some(key) = Key::from_option(&option) else {
            let known = Key::ALL.into_iter().map(|key| format!("--{}", key.option()));
            let known = known.chain(["--config".to_owned(), "--help".to_owned()]);
            return Err(Mistake::unknown("option", &format!("--{option}"), known));
        };
        let text = Text { place: Place::Option(key), text: option_text(key, &mut parser)? };
        if options.insert(key, text).is_some() {
            return Err(repeated(&option));
        }
    }
    Ok(CommandLine::Serve { config, options })
}

fn option_text(key: Key, parser: &mut lexopt::Parser) -> Result<String, Mistake> {
    let value = match key.row().value {
        Some(_) => Some(parser.value().map_err(unreadable)?),
        // `--bundled-roots` is short for `--bundled-roots=true`.
        None => parser.optional_value(),
    };
    value.map_or_else(|| Ok("true".to_owned()), |value| value.string().map_err(unreadable))
}

fn repeated(option: &str) -> Mistake {
    Mistake::new(format!("the option `--{option}` is there twice")).help("remove one of them")
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unreadable(error: lexopt::Error) -> Mistake {
    Mistake::new(error.to_string()).help("`--help` lists the options")
}
