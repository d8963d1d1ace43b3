//! The arguments of `checks`.

use clap::Args;

/// Lists the ids of all findings
///
/// The ids are stable: a tool may compare them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms checks
  cargo entra-perms checks --format markdown")]
pub(crate) struct ChecksArguments {}
