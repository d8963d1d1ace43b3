//! The arguments of `completions`.

use clap::Args;
use clap_complete::Shell;

/// Prints the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms completions bash > ~/.local/share/bash-completion/completions/cargo-entra-perms
  cargo entra-perms completions zsh > ~/.zfunc/_cargo-entra-perms
  cargo entra-perms completions fish > ~/.config/fish/completions/cargo-entra-perms.fish

The completions are for the name `cargo-entra-perms`.")]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: Shell,
}
