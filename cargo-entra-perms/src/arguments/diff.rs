//! The arguments of `diff`.

use std::path::PathBuf;

use clap::Args;

use super::FailOn;

/// Compares two states of the model
///
/// Says whether the second state is more permissive than the first one, less permissive, both
/// (`incomparable`) or `equal`. The verdict compares everything that callers can do, and not texts.
/// Then each change follows, with its class: `widens`, `breaks`, `tokens` or `text`.
///
/// BASE and HEAD are git revisions or exported manifests. A revision has its own sources, mapping
/// and manifests. An export is compared under the mapping of the workspace, and alone: if the other
/// side is not an export, its registration with the same client id counts.
///
/// The exit status is 0 if there is no change, 1 if there are some, and 2 if the states cannot be
/// compared.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms diff HEAD                      # the working tree and the last commit
  cargo entra-perms diff origin/main --fail-on widens
  cargo entra-perms diff v1.0 v1.1 --format markdown > changes.md
  cargo entra-perms diff old.json new.json         # two exports under the mapping of the workspace
  cargo entra-perms diff origin/main --guards old-guards.json guards.json

Before a merge, compare with the commit at which a branch began:
  base=$(git merge-base origin/main HEAD)
  cargo entra-perms diff \"$base\"")]
pub(crate) struct DiffArguments {
    /// A git revision, an exported manifest, or `-` for an export on the standard input
    #[arg(value_name = "BASE")]
    pub(crate) base: String,

    /// Another revision or export. By default, it is the working tree
    #[arg(value_name = "HEAD")]
    pub(crate) head: Option<String>,

    /// The client id of the registration that is compared with an export. By default, the client
    /// id of the export
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) environment: Option<String>,

    /// The guards of two programs, which `Inventory::to_json` writes: the command then says which
    /// operations open or close, and for whom
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    pub(crate) guards: Option<Vec<PathBuf>>,

    /// The classes of changes for which the exit status is 1
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',', default_value = "any")]
    pub(crate) fail_on: Vec<FailOn>,
}
