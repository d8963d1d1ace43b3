//! The CRM: an API whose permissions come from its Entra app registration, and whose callers are decided by them.
//!
//! ```text
//! cargo run -p crm               plays the scenario: one request step by step, then who may do what
//! cargo run -p crm -- serve      serves the API, and prints requests to try
//! ```
//!
//! To copy from, in this order: `permissions` (the model), `store` (records, and who reaches which), `api` (routes and handlers),
//! `serve` (a validator, a listener, and the two together). `scenario` is the demonstration: it plays callers against the API, and
//! compares each answer with what the model says.

mod api;
mod arguments;
mod permissions;
mod scenario;
mod serve;
mod store;

use std::error::Error;
use std::process::ExitCode;

use arguments::{Command, USAGE};
use entra_perms_runtime::BuildError;

#[tokio::main]
#[expect(clippy::print_stderr, reason = "a program says on the terminal what is wrong")]
async fn main() -> ExitCode {
    let command = match Command::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(command).await {
        Ok(code) => code,
        Err(error) if is_usage(&*error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program says on the terminal what it does")]
async fn run(command: Command) -> Result<ExitCode, Box<dyn Error>> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Serve(options) => serve::run(options).await?,
        Command::Play => {
            let report = scenario::play(store::Crm::new(store::seed::directory())).await?;
            println!("{report}");
            if !report.is_as_the_model_says() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An authority that is no URL was typed so.
fn is_usage(error: &(dyn Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(BuildError::InvalidAuthority { .. }))
}
