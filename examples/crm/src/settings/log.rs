//! The settings of the log.

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::mistake::Expected;

/// The log.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// The levels that are written.
    pub filter: Targets,
    /// The format of a line.
    pub format: LogFormat,
}

/// The format of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object.
    Json,
}

pub(super) fn filter(text: &str) -> Result<Targets, Expected> {
    let expected = Expected {
        noun: "levels of the log",
        help: "for example `info`, or `warn,example_crm=debug` for more of this program",
    };
    if !text.split(',').all(is_clear) {
        return Err(expected);
    }
    text.parse().map_err(|_| expected)
}

/// Returns whether a directive is a level, or a target and a level.
///
/// `Targets` takes a word without a level for the name of a target, so that `inf` would switch off
/// the log of everything else.
fn is_clear(directive: &str) -> bool {
    match directive.rsplit_once('=') {
        Some((target, level)) => is_target(target) && is_level(level),
        None => is_level(directive),
    }
}

/// Returns whether the text can be the path of a module. Any other target would match nothing.
fn is_target(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_:".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// Returns whether the text is a level. An empty text would be `error`.
fn is_level(text: &str) -> bool {
    !text.is_empty() && text.parse::<LevelFilter>().is_ok()
}

pub(super) fn format(text: &str) -> Result<LogFormat, Expected> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Expected { noun: "`text` or `json`", help: "remove it for `text`" }),
    }
}
