//! The arguments of `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Writes the model for clients, programs or people
///
/// The model must have no errors. An export replaces an earlier export in the same language, and no
/// other file without `--force`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo entra-perms export typescript -o web/src/permissions.ts
  cargo entra-perms export json | jq '.scopes[] | select(.consent == \"User\").value'
  cargo entra-perms export markdown -o docs/permissions.md --model src/permissions.rs")]
pub(crate) struct ExportArguments {
    /// The language of the result
    #[arg(value_enum, value_name = "LANGUAGE")]
    pub(crate) language: ExportLanguage,

    /// The file to write. By default, the standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Replaces a file that is not an export in this language
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// The language of an exported model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportLanguage {
    /// Types, the mapping, and full names of scopes for clients
    Typescript,
    /// All facts, with a published JSON Schema
    Json,
    /// Tables for people
    Markdown,
}
