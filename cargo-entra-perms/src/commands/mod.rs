//! The commands. Each takes its arguments, writes its output, and says whether something was found.

mod check;
mod checks;
mod completions;
mod diff;
mod drift;
mod explain;
mod explore;
mod export;
mod init;
mod plan;
mod show;
mod token;

use crate::arguments::{Arguments, Command};
use crate::error::Failure;
use crate::report::Outcome;

/// Runs the command of the command line.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, global),
        Command::Explore(arguments) => explore::run(arguments, global),
        Command::Explain(arguments) => explain::run(arguments, global),
        Command::Export(arguments) => export::run(arguments, global),
        Command::Init(arguments) => init::run(arguments, global),
        Command::Show(arguments) => show::run(arguments, global),
        Command::Token(arguments) => token::run(arguments, global),
        Command::Plan(arguments) => plan::run(arguments, global),
        Command::Checks(_) => checks::run(global.format),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Diff(arguments) => diff::run(arguments, global),
        Command::Drift(arguments) => drift::run(arguments, global),
    }
}

/// Returns the failure of a command that is not about findings, and has fewer formats.
fn no_such_format(command: &str) -> Failure {
    Failure::new(format_args!("`{command}` has the formats `text`, `json` and `markdown` only"))
}
