//! The arguments of `explain`.

use std::path::PathBuf;

use clap::Args;

/// Explains why an API accepts or refuses a token, and what the token may do
///
/// Makes every check that the service makes, each with its own result, and computes the caller's
/// permissions from the model. The audience of the token chooses the model and the registration.
/// With `--guards`, it says for each guarded operation whether the caller may do it, or why not.
///
/// The token comes from a file or from the standard input, so that nobody sees it in the list of
/// processes. White space around it, one `Bearer ` in front of it, or a whole line
/// `Authorization: Bearer …` is accepted. The output never contains the token.
///
/// Without `--keys`, the signature is not checked: anybody can write such a token. The output then
/// says that the token is unverified.
///
/// The settings in the program of the service are not known. The defaults count, except for the
/// options below.
///
/// The exit status is 0 if no check refuses the token and the caller may do `--operation`, 1 if the
/// token is refused or the operation is denied, and 2 if the token cannot be explained: it is not a
/// token, is encrypted, or is for another API.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms explain --token token.txt --tenant $TENANT
  cargo entra-perms explain --token token.txt --guards guards.json
  cargo entra-perms explain --token token.txt --guards guards.json --operation contacts::replace
  curl -s https://login.microsoftonline.com/$TENANT/discovery/v2.0/keys -o keys.json
  cargo entra-perms explain --token token.txt --tenant $TENANT --keys keys.json

From the clipboard, without a file:
  xclip -o | cargo entra-perms explain
  pbpaste | cargo entra-perms explain
  powershell Get-Clipboard | cargo entra-perms explain")]
pub(crate) struct ExplainArguments {
    /// The file with the token. By default, it is the standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) token: PathBuf,

    /// The id of a tenant that the service accepts. By default, the tenant is not checked
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: Vec<String>,

    /// The keys of the authority, as it publishes them (JWKS). By default, the signature is not
    /// checked
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,

    /// The guards of the program, which a test writes with `Inventory::check_json`
    #[arg(long, value_name = "FILE")]
    pub(crate) guards: Option<PathBuf>,

    /// The only operation to show, which also decides the exit status: a function, with or without
    /// the modules in front of it, or the name of a tool or prompt
    #[arg(long, value_name = "NAME", requires = "guards")]
    pub(crate) operation: Option<String>,

    /// The authority of the service, if it has set another one
    #[arg(long, value_name = "URL")]
    pub(crate) authority: Option<String>,

    /// The client id that the service has set. By default, the audience of the token chooses
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,

    /// A further audience that the service accepts
    #[arg(long, value_name = "AUDIENCE")]
    pub(crate) audience: Vec<String>,
}
