//! The global options that some commands do not use. Their help does not show them, and they are
//! refused, because an option without an effect misleads.

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Error};

const MANIFEST_PATH: &str = "manifest_path";
const PACKAGE: &str = "package";
const MODEL: &str = "model";
const FORMAT: &str = "format";

/// The commands, each with the ids of the options that it does not use.
const UNUSED: &[(&str, &[&str])] = &[
    ("init", &[MODEL, FORMAT]),
    ("explore", &[FORMAT]),
    ("export", &[FORMAT]),
    ("token", &[FORMAT]),
    ("checks", &[MANIFEST_PATH, PACKAGE, MODEL]),
    ("completions", &[MANIFEST_PATH, PACKAGE, MODEL, FORMAT]),
];

/// Hides the options from the help of the commands. A command with a global option of its own does
/// not get the visible one.
pub(super) fn hidden(mut command: Command) -> Command {
    let options: Vec<Arg> = command.get_arguments().cloned().collect();
    for subcommand in command.get_subcommands_mut() {
        let unused = unused_by(subcommand.get_name());
        let is_unused = |option: &&Arg| unused.iter().any(|id| option.get_id() == id);
        let hidden = options.iter().filter(is_unused).map(|option| option.clone().hide(true));
        *subcommand = std::mem::take(subcommand).args(hidden);
    }
    command
}

/// Fails if the command line has an option that its command does not use.
pub(super) fn refuse(matches: &ArgMatches) -> Result<(), Error> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(()) };
    let is_given = |option: &&&str| {
        matches
            .value_source(option)
            .is_some_and(|source| source == ValueSource::CommandLine)
    };
    let Some(option) = unused_by(name).iter().find(is_given) else { return Ok(()) };
    let help = match (name, *option) {
        ("export", FORMAT) => "\n  help: name the language: `cargo entra-perms export json`",
        _ => "",
    };
    let option = option.replace('_', "-");
    let message = format!("`{name}` does not use `--{option}`{help}\n");
    Err(Error::raw(ErrorKind::UnknownArgument, message))
}

fn unused_by(command: &str) -> &'static [&'static str] {
    let found = UNUSED.iter().find(|(name, _)| *name == command);
    found.map_or(&[], |(_, options)| options)
}
