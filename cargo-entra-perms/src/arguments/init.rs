//! The arguments of `init`.

use std::path::PathBuf;

use clap::Args;

/// Writes a starting `permissions!` for an exported app registration
///
/// The mapping is the shortest one that follows from the names of scopes and app roles. Lines that
/// are guessed are marked for a check. A scope whose name says nothing leads to no app role, and is
/// marked for a decision. The build accepts the result.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms init manifests/api.json
  cargo entra-perms init manifests/api.json -o src/permissions.rs
  cargo entra-perms init manifests/api.json manifests/api.prod.json   # two environments
  cargo entra-perms init manifests/roles.json manifests/scopes.json   # one registration in two files
  cargo entra-perms init apps.json --app \"Contoso CRM\"   # a file with several applications
  az ad app show --id $APP_ID -o json | cargo entra-perms init - --save manifests/api.json")]
pub(crate) struct InitArguments {
    /// The manifest in any form of export, then the manifests of other environments. `-` reads the
    /// standard input
    #[arg(required = true, value_name = "MANIFEST")]
    pub(crate) manifests: Vec<PathBuf>,

    /// The file to write. By default, the standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The file for a manifest from standard input, because `permissions!` needs one
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,

    /// The client id or display name of the application, if a file lists several
    #[arg(long, value_name = "APP")]
    pub(crate) app: Option<String>,

    /// Replaces files that exist
    #[arg(long)]
    pub(crate) force: bool,
}
