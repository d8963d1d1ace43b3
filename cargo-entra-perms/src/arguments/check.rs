//! The arguments of `check`.

use std::path::PathBuf;

use clap::Args;

use super::Level;

/// Reports the findings of the build, without the build
///
/// Checks every model of the workspace, or the one that `--model` names. The findings have the ids
/// and places of the build's errors and warnings.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms check
  cargo entra-perms check -p api --format github   # annotates lines of a pull request
  cargo entra-perms check --guards guards.json     # finds guards that were dropped
  cargo entra-perms check --fail-on error          # a warning does not fail the job
  cargo entra-perms check --format sarif > findings.sarif")]
pub(crate) struct CheckArguments {
    /// The guards of the program, which a test writes with `Inventory::check_json`. Each
    /// `#[requires]` of the sources must be among them, and below no harmful attribute. The build's
    /// warnings at guards are reported, too
    #[arg(long, value_name = "FILE")]
    pub(crate) guards: Option<PathBuf>,

    /// The lowest level of a finding for which the exit status is 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "warning")]
    pub(crate) fail_on: Level,
}
