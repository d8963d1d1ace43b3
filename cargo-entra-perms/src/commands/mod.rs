//! The commands. Each takes its arguments, writes its output, and says whether something was found.

mod check;
mod completions;

use crate::arguments::{Arguments, Command};
use crate::error::Failure;
use crate::report::Outcome;

/// Runs the command of the command line.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, global),
        Command::Completions(arguments) => completions::run(arguments),
    }
}
