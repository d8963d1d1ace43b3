//! The arguments of `token`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Signs a token for local calls, and prints a `curl` line with it
///
/// Only a service in development accepts the token: one that is built with the feature `testing` of
/// `entra-perms-runtime`, and has the validator of `DevIssuer::shared`. The service and the command
/// share a key in the target folder of cargo. The first of them makes it, and only you can read it.
///
/// App roles and scopes are given by value, and must be in the model.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms token --role Contacts.Read.Team --scope Crm.Read.Team
  cargo entra-perms token --as app --role Contacts.Read.All --url http://127.0.0.1:8080/contacts
  cargo entra-perms token --as agent-for-user --role Contacts.Read.My --scope Crm.Read.My
  cargo entra-perms token --scope Crm.Read.My --client Web --context c1 --expires-in 10m

In a shell:
  TOKEN=$(cargo entra-perms token -q --role Contacts.Read.Team --scope Crm.Read.Team)
  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/contacts")]
pub(crate) struct TokenArguments {
    /// The caller
    #[arg(long = "as", value_enum, value_name = "CALLER", default_value = "user")]
    pub(crate) caller: TokenCaller,

    /// An app role that the user or the application holds. Give the option again for another one
    #[arg(long = "role", value_name = "VALUE")]
    pub(crate) roles: Vec<String>,

    /// A scope that the client was granted. Give the option again for another one
    #[arg(long = "scope", value_name = "VALUE")]
    pub(crate) scopes: Vec<String>,

    /// The client: a name of the argument `clients`, or a client id
    #[arg(long, value_name = "NAME|CLIENT_ID")]
    pub(crate) client: Option<String>,

    /// The client has not proven its identity, as a public client
    #[arg(long)]
    pub(crate) without_client_secret: bool,

    /// The client id of the registration among `manifest` and `environments`. By default, the
    /// registration of `manifest`
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) environment: Option<String>,

    /// The tenant, as in `DevIssuer::shared_for`. By default, the tenant of `DevIssuer::shared`
    #[arg(long, value_name = "GUID")]
    pub(crate) tenant: Option<String>,

    /// The id of the user or of the service principal
    #[arg(long, value_name = "GUID")]
    pub(crate) object_id: Option<String>,

    /// The blueprint of the agent
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) blueprint: Option<String>,

    /// An authentication context that the user has met, such as `c1`. Give the option again for
    /// another one
    #[arg(long = "context", value_name = "ID")]
    pub(crate) contexts: Vec<String>,

    /// The time after which the token expires, with `s`, `m`, `h` or `d`
    #[arg(long, value_name = "TIME", default_value = "1h")]
    pub(crate) expires_in: String,

    /// The URL of the `curl` line
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/")]
    pub(crate) url: String,

    /// Prints the token alone
    #[arg(long, short, conflicts_with = "url")]
    pub(crate) quiet: bool,

    /// The target folder of the service, if it was built with `--target-dir`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) target_dir: Option<PathBuf>,
}

/// The caller of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenCaller {
    /// A client acts for a user
    User,
    /// An application acts as itself
    App,
    /// An AI agent acts for a user
    AgentForUser,
    /// An AI agent acts as itself
    AgentAsItself,
    /// An AI agent acts through a user account of its own
    AgentAccount,
}
