//! Remedies that many findings share.

use super::Finding;

/// The command that exports a manifest, up to the name of the file.
const EXPORT: &str = "az ad app show --id <app id> -o json >";

impl Finding {
    /// Adds the command that exports a manifest.
    pub(crate) fn export_help(self) -> Self {
        self.help(format_args!("export the app registration: `{EXPORT} manifest.json`"))
    }

    /// Adds the remedy for a setting: another value, and another export.
    pub(crate) fn setting_help(self, key: &str, value: &str) -> Self {
        self.help(format_args!(
            "set `\"{key}\": {value}` under Manifest in Entra, and export the registration again"
        ))
    }

    /// Adds the command that exports a manifest to a file that does not exist.
    pub(crate) fn export_to_help(self, file: &str) -> Self {
        self.help(format_args!("export the app registration: `{EXPORT} {file}`"))
    }
}
