//! `completions`: a script for the completion of a shell.

use crate::arguments::{Arguments, CompletionsArguments};
use crate::error::Failure;
use crate::output;
use crate::report::Outcome;

pub(super) fn run(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    // A shell completes the name of a program. The name with a space is for the help only.
    let name = "cargo-entra-perms";
    let mut command = Arguments::description().bin_name(name);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Nothing)
}
