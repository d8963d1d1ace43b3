//! The names of the arguments, each with an example, and the errors about names.

use crate::finding::{Finding, Rule};
use crate::manifest::Shown;
use crate::suggestion::closest;

/// The name of an argument of `permissions!`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Manifest,
    App,
    Environments,
    Clients,
    Mcp,
    Scopes,
    Constraints,
    NotDelegated,
    Never,
    Rename,
    Allow,
    Crate,
}

impl Keyword {
    /// Every name, in the order of the documentation.
    pub(super) const ALL: [Self; 12] = [
        Self::Manifest,
        Self::App,
        Self::Environments,
        Self::Clients,
        Self::Mcp,
        Self::Scopes,
        Self::Constraints,
        Self::NotDelegated,
        Self::Never,
        Self::Rename,
        Self::Allow,
        Self::Crate,
    ];

    /// Returns the keyword with exactly this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| keyword.name() == name)
    }

    /// Returns the keyword that was probably meant.
    pub(super) fn closest(written: &str) -> Option<Self> {
        Self::named(closest(written, Self::ALL.map(Self::name))?)
    }

    /// Returns the name as users write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::App => "app",
            Self::Environments => "environments",
            Self::Clients => "clients",
            Self::Mcp => "mcp",
            Self::Scopes => "scopes",
            Self::Constraints => "constraints",
            Self::NotDelegated => "not_delegated",
            Self::Never => "never",
            Self::Rename => "rename",
            Self::Allow => "allow",
            Self::Crate => "crate",
        }
    }

    /// Returns a correct argument, for `help:` lines.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Manifest => r#"manifest = "manifests/my-api.json""#,
            Self::App => r#"app = "My API""#,
            Self::Environments => r#"environments = ["manifests/prod.json"]"#,
            Self::Clients => r#"clients = { Web = "manifests/web.json" }"#,
            Self::Mcp => r#"mcp = "https://mcp.contoso.com/mcp""#,
            Self::Scopes => r#"scopes = { "Crm.Read.*" => ["Contacts.Read.*"] }"#,
            Self::Constraints => r#"constraints = ["My", "Team", "All"]"#,
            Self::NotDelegated => r#"not_delegated = ["Contacts.Export"]"#,
            Self::Never => r#"never = { "Crm.Read.*" => ["*.Write.*"] }"#,
            Self::Rename => r#"rename = { "Contacts.Read" => ReadContacts }"#,
            Self::Allow => "allow = [no_idtyp]",
            Self::Crate => "crate = my_framework::entra_perms_runtime",
        }
    }

    /// Words the error that the argument is given twice.
    pub(super) fn repeated(self) -> Finding {
        let message = format!("argument `{}` is given twice", self.name());
        Finding::new(Rule::RepeatedArgument, message)
            .help(format_args!("write it once, for example `{}`", self.example()))
    }
}

/// Words the error that the argument `manifest` is missing.
pub(super) fn missing_manifest() -> Finding {
    Finding::new(Rule::MissingArgument, "argument `manifest` is missing")
        .note("it is the path of the exported app registration")
        .help(format_args!("add, for example, `{}`", Keyword::Manifest.example()))
}

/// Words the error that an argument does not exist.
pub(super) fn unknown(written: &str, meant: Option<Keyword>) -> Finding {
    let message = format!("unknown argument `{}`", Shown(written));
    let finding = Finding::new(Rule::UnknownArgument, message);
    if let Some(keyword) = meant {
        return finding.did_you_mean(Some(keyword.name()));
    }
    let names = Keyword::ALL.map(|keyword| format!("`{}`", keyword.name()));
    finding.help(format_args!("use one of {}", names.join(", ")))
}
