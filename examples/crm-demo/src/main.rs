//! Plays the scenario: several callers send requests with signed tokens to the CRM's API.
//!
//! `cargo run -p crm` prints one request step by step, and then tables of the API's responses to
//! each caller. It compares each response with the response that the permission model predicts.
//!
//! The API is the package `example-crm`, in the folder `examples/crm`.

mod scenario;

use std::process::ExitCode;

use example_crm::store::seed::Seed;

#[tokio::main]
#[expect(clippy::print_stderr, reason = "tells the user why the program failed")]
async fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        eprintln!("error: the scenario takes no arguments");
        eprintln!("help: to serve the API, run `cargo run -p example-crm`");
        return ExitCode::from(2);
    }
    match play().await {
        Ok(code) => code,
        Err(error) => {
            // The alternate form prints the error and its causes in one line.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "prints the report that the user asked for")]
async fn play() -> anyhow::Result<ExitCode> {
    let report = scenario::play(Seed::five_users()).await?;
    println!("{report}");
    Ok(if report.matches_model() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
