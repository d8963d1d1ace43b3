//! The CRM: a complete API on axum that takes its permissions from an Entra app registration.
//!
//! ```text
//! cargo run -p crm               plays the scenario: prints one request step by step, then tables
//!                                of the API's responses to each caller
//! cargo run -p crm -- serve      serves the API, and prints requests to try
//! ```
//!
//! Copy from these modules, in this order:
//!
//! - `permissions`: the permission model;
//! - `store`: the records, and the filter that selects the records a caller may access;
//! - `api`: routes and handlers;
//! - `server`: the token validator and the listener.
//!
//! `scenario` is the demonstration. It calls the API as several callers, and compares each response
//! with the response that the permission model predicts.

mod api;
mod arguments;
mod permissions;
mod scenario;
mod server;
mod store;

use std::process::ExitCode;

use arguments::{Command, USAGE};
use entra_perms_runtime::{BuildError, ResourceError};
use store::{Crm, seed};

#[tokio::main]
#[expect(clippy::print_stderr, reason = "tells the user why the program failed")]
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
        Err(error) if is_usage_error(&error) => {
            eprintln!("error: {error:#}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            // The alternate form prints the error and its causes in one line.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "prints the output that the user asked for")]
async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Serve(options) => server::run(options).await?,
        Command::Play => {
            let report = scenario::play(Crm::new(seed::directory())).await?;
            println!("{report}");
            if !report.matches_model() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns whether the user typed an authority or a URL that is not suitable.
fn is_usage_error(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(BuildError::InvalidAuthority { .. }))
        || error.is::<ResourceError>()
}
