//! The arguments of `drift`.

use std::path::PathBuf;

use clap::Args;

use super::FailOn;

/// Compares the registration in the tenant with the one that is checked in
///
/// Reads an export of the live registration in any form, in UTF-8 or UTF-16. The client id chooses
/// the model and the environment. App roles that an administrator added to the tenant are noted,
/// and are not a drift. The export of a service principal lacks some settings; the command says
/// which ones it could not compare.
///
/// The command `plan` lists the writes that undo a drift.
///
/// The exit status is 0 if the registrations agree, 1 if they differ, and 2 if they cannot be
/// compared.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  az ad app show --id <client id> -o json | cargo entra-perms drift
  cargo entra-perms drift --live live.json
  cargo entra-perms drift --live live.json --fail-on widens,breaks

A nightly job of GitHub Actions, after `azure/login`:
  - run: |
      set -o pipefail
      az ad app show --id \"$CLIENT_ID\" -o json | cargo entra-perms drift --format github

A nightly job of Azure Pipelines:
  - task: AzureCLI@2
    inputs:
      azureSubscription: <service connection>
      scriptType: bash
      scriptLocation: inlineScript
      inlineScript: |
        set -o pipefail
        az ad app show --id \"$(CLIENT_ID)\" -o json | cargo entra-perms drift")]
pub(crate) struct DriftArguments {
    /// The export of the live registration. By default, it is the standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) live: PathBuf,

    /// The client id of the registration among `manifest` and `environments`. By default, the
    /// client id of the live registration
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) environment: Option<String>,

    /// The classes of changes for which the exit status is 1
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',', default_value = "any")]
    pub(crate) fail_on: Vec<FailOn>,
}
