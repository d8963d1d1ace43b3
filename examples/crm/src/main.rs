//! Serves the CRM: `cargo run -p example-crm`.

use std::process::ExitCode;

use entra_perms_runtime::{BuildError, ResourceError};
use example_crm::arguments::{Command, USAGE};
use example_crm::server;

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
        Ok(()) => ExitCode::SUCCESS,
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
async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Serve(options) => server::run(options).await?,
    }
    Ok(())
}

/// Returns whether the user typed an authority or a URL that is not suitable.
fn is_usage_error(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(BuildError::InvalidAuthority { .. }))
        || error.is::<ResourceError>()
}
