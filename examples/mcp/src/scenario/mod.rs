//! The scenario: MCP clients of several callers call the tools over HTTP.
//!
//! The modules, in data order:
//!
//! - `cast`: the callers and their tokens;
//! - `steps`: the requests, and the expected responses;
//! - `client`: an MCP client made with rmcp;
//! - `challenge`: the header of a refusal;
//! - `recorder`: the HTTP requests that reach the server, and the responses to them;
//! - `play`: the steps, one after the other;
//! - `report`: the printed text.

mod cast;
mod challenge;
mod client;
mod play;
mod recorder;
mod report;
mod steps;
#[cfg(test)]
mod tests;

pub(crate) use cast::{Actor, CONTOSO};
pub(crate) use report::Report;

/// Plays all steps.
pub(crate) async fn play() -> anyhow::Result<Report> {
    play::play(steps::steps()).await
}
