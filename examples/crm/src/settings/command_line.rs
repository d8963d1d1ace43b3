//! The settings of the command line.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use lexopt::prelude::*;

use super::key::{Key, Kind};
use super::mistake::Mistake;
use super::text::{Place, Text};

const LIST: &str = "`--help` lists the settings";

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
    let mut flag = None;
    while let Some(argument) = parser.next().map_err(unreadable)? {
        let option = match argument {
            Short('h') | Long("help") => return Ok(CommandLine::Help),
            Long(option) => option.to_owned(),
            Value(value) => return Err(excess(&value, flag)),
            other @ Short(_) => return Err(unreadable(other.unexpected())),
        };
        flag = None;
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
        if key.row().kind == Kind::Flag {
            flag = Some(key);
        }
        let text = Text { place: Place::Option(key), text: option_text(key, &mut parser)? };
        if options.insert(key, text).is_some() {
            return Err(repeated(&option));
        }
    }
    Ok(CommandLine::Serve { config, options })
}

fn option_text(key: Key, parser: &mut lexopt::Parser) -> Result<String, Mistake> {
    let value = match key.row().kind {
        // `--bundled-roots` is short for `--bundled-roots=true`.
        Kind::Flag => parser.optional_value(),
        Kind::Text(_) | Kind::Number(_) | Kind::List(_) => {
            Some(parser.value().map_err(unreadable)?)
        }
    };
    value.map_or_else(|| Ok("true".to_owned()), |value| value.string().map_err(unreadable))
}

fn repeated(option: &str) -> Mistake {
    Mistake::new(format!("the option `--{option}` is there twice")).help("remove one of them")
}

/// Returns the mistake of an argument that is not an option. `flag` is the option before it, if it
/// is a flag.
fn excess(value: &OsStr, flag: Option<Key>) -> Mistake {
    let value = value.to_string_lossy();
    let mistake = Mistake::new(format!("unexpected argument `{value}`"));
    match flag {
        Some(flag) if value == "true" || value == "false" => {
            mistake.help(format!("did you mean `--{}={value}`?", flag.option()))
        }
        _ => mistake.help(LIST),
    }
}

fn unreadable(error: lexopt::Error) -> Mistake {
    let defect = match error {
        lexopt::Error::MissingValue { option: Some(option) } => {
            format!("the option `{option}` needs a value")
        }
        lexopt::Error::UnexpectedOption(option) => format!("unknown option `{option}`"),
        lexopt::Error::NonUnicodeValue(value) => {
            format!("the argument `{}` is not UTF-8", value.display())
        }
        other => other.to_string(),
    };
    Mistake::new(defect).help(LIST)
}
