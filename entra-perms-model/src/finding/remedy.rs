//! A remedy that many findings share.

use super::Finding;

/// The command that exports a manifest.
const EXPORT: &str = "`az ad app show --id <app id> -o json > manifest.json`";

impl Finding {
    /// Adds the command that exports a manifest.
    pub(crate) fn export_help(self) -> Self {
        self.help(format_args!("export the app registration: {EXPORT}"))
    }
}
