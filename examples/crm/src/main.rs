//! The running example of entra-perms: an API over accounts, contacts and proposals, and the callers it has.
//!
//! - `cargo run -p crm` plays a day of it: a server, a development issuer, and requests over HTTP, each answer held
//!   against what the permission model says.
//! - `cargo run -p crm -- serve` serves it until stopped.
//!
//! Read it in this order: `permissions` (the model), `api` (guarded handlers), `crm` (guarded functions, and which
//! records a caller reaches), `main`.

#![expect(unreachable_pub, reason = "in a program, `pub` says what other modules use")]

mod api;
mod arguments;
mod crm;
mod permissions;
mod records;
mod scenario;
mod serve;

use std::error::Error;
use std::process::ExitCode;

use arguments::Command;

#[tokio::main]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command line program")]
async fn main() -> ExitCode {
    let done = match arguments::parse(std::env::args_os()) {
        Ok(Command::Play) => play().await,
        Ok(Command::Serve(options)) => serve::run(options).await.map(|()| ExitCode::SUCCESS),
        Ok(Command::Help) => {
            println!("{}", arguments::USAGE);
            Ok(ExitCode::SUCCESS)
        }
        Err(problem) => {
            eprintln!("error: {problem}\n\n{}", arguments::USAGE);
            Ok(ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

#[expect(clippy::print_stdout, reason = "it is a command line program")]
async fn play() -> Result<ExitCode, Box<dyn Error>> {
    let report = scenario::play(scenario::expected).await?;
    println!("{report}");
    Ok(if report.differences().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
