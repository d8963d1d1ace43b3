//! The arguments of `plan`.

use std::path::PathBuf;

use clap::Args;

/// Prints the writes that turn the live registration into the one that is checked in
///
/// The command reads an export of the live registration, compares it with the manifest of the
/// model, and prints the requests to Microsoft Graph in their order: it disables an entry before it
/// changes or removes it. It never writes by itself. The text is a script for `sh`, with `az rest`
/// lines to review and to run.
///
/// Values keep their live ids, because assignments and consents belong to an id. A new value gets
/// the id of the manifest. Without one, its id is the UUID version 5 of the value in the namespace
/// of the client id, so that two runs print one plan. The plan leaves alone entries without a
/// value, and each setting that one of the two files lacks.
///
/// The exit status is 0 if there is nothing to do, and 1 if there are writes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  az ad app show --id $CLIENT_ID -o json | cargo entra-perms plan --live -
  cargo entra-perms plan --live live.json > plan.sh   # review it, then: sh plan.sh
  cargo entra-perms plan --live live.json --format json
  cargo entra-perms plan --live apps.json --environment 00000000-0000-0000-0000-000000000001")]
pub(crate) struct PlanArguments {
    /// The export of the live registration in any form, or `-` for the standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) live: PathBuf,

    /// The client id of the registration among `manifest` and `environments`. By default, the
    /// client id of the live registration
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) environment: Option<String>,

    /// The URL of Microsoft Graph in the cloud of the tenant
    #[arg(long, value_name = "URL", default_value = "https://graph.microsoft.com")]
    pub(crate) graph: String,
}
