//! `cargo entra-perms`: checks, shows and compares the permission models of a workspace.
//!
//! In data order:
//!
//! - `arguments/`: the command line;
//! - `history/`: the revisions of a git repository;
//! - `input`: the files that the command line names, and the standard input;
//! - `models/`: the workspace → its `permissions!` → their analysis;
//! - `guards`: the guards of a program, from a file;
//! - `changes/`: two states of a model → changes, and whether callers can do more;
//! - `decisions/`: a caller and the guards of a program → allowed, or why not;
//! - `commands/`: one file or folder for each command;
//! - `plan/`: the writes from the live registration to the checked-in one;
//! - `report/`: findings and changes → text in one of the formats;
//! - `markdown`, `visible` and `shell`: texts of others in Markdown, on a terminal, and for `sh`;
//! - `output`: the terminal, and files that are written whole or not at all;
//! - `place`: places in files, with paths from the current folder;
//! - `error`: the one line about something that could not be done.
//!
//! The exit status is 0 if nothing was found, 1 if something was, and 2 if the command could not do
//! its work.

mod arguments;
mod changes;
mod commands;
mod decisions;
mod error;
mod grants;
mod guards;
mod history;
mod input;
mod markdown;
mod models;
mod output;
mod place;
mod plan;
mod report;
mod shell;
mod visible;

use std::process::ExitCode;

use self::arguments::Arguments;
use self::error::Failure;
use self::report::Outcome;

fn main() -> ExitCode {
    let arguments = match Arguments::from_command_line(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    output::choose_color(arguments.global.color);
    match commands::run(&arguments) {
        Ok(Outcome::Nothing) => ExitCode::SUCCESS,
        Ok(Outcome::Something) => ExitCode::from(1),
        // The reader of a pipe, such as `head`, may stop early, and then nobody needs a message.
        Err(Failure::ClosedPipe) => ExitCode::from(2),
        Err(failure) => {
            output::failure(&failure);
            ExitCode::from(2)
        }
    }
}
