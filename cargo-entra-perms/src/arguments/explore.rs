//! The arguments of `explore`.

use std::path::PathBuf;

use clap::Args;

/// Writes one HTML page that shows the model, and who may do what
///
/// The page has the matrix of scopes and app roles, and a form that describes a caller. It decides
/// about the caller as the runtime does. It is one file that needs no network. With `--guards`, it
/// also decides about each guarded function. A page replaces an earlier page, and no other file
/// without `--force`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms explore -o permissions.html
  cargo entra-perms explore --guards guards.json -o permissions.html
  cargo entra-perms explore --model src/permissions.rs > permissions.html")]
pub(crate) struct ExploreArguments {
    /// The file to write. By default, the standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The guards of the program, which a test writes with `Inventory::check_json`
    #[arg(long, value_name = "FILE")]
    pub(crate) guards: Option<PathBuf>,

    /// Replaces a file that is not such a page
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}
