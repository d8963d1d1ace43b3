//! An MCP server that takes the permissions of its tools from an Entra app registration.
//!
//! ```text
//! cargo run -p example-mcp               plays the scenario: MCP clients call the tools
//! cargo run -p example-mcp -- serve      serves the tools, and prints requests to try
//! ```
//!
//! Copy from these modules, in this order:
//!
//! - `permissions`: the permission model;
//! - `server`: the guarded tools, and the layers around them.
//!
//! The other modules are the demonstration. `scenario` has the clients of people, AI agents and
//! intruders. It compares each response with a table.

mod arguments;
mod permissions;
mod scenario;
mod server;

use std::process::ExitCode;

use arguments::{Command, USAGE};

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
        Command::Serve { listen } => server::run(listen).await?,
        Command::Play => {
            let report = scenario::play().await?;
            println!("{report}");
            if !report.is_as_expected() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
