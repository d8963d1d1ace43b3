//! The arguments of `show`.

use std::path::PathBuf;

use clap::Args;

/// Shows which scopes lead to which app roles
///
/// With `--guards`, it also shows which app roles and scopes each guarded function requires.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms show
  cargo entra-perms show --guards guards.json
  cargo entra-perms show --model src/permissions.rs --format markdown > permissions.md
  cargo entra-perms show --format json | jq '.roles[].value'")]
pub(crate) struct ShowArguments {
    /// The guards of the program, which a test writes with `Inventory::check_json`
    #[arg(long, value_name = "FILE")]
    pub(crate) guards: Option<PathBuf>,
}
