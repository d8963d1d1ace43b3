//! The options that all commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct GlobalArguments {
    /// The `Cargo.toml` of the package or workspace. By default, cargo searches it in the current
    /// folder and in the folders above
    #[arg(long, global = true, value_name = "PATH", help_heading = "Global options")]
    pub(crate) manifest_path: Option<PathBuf>,

    /// A package of the workspace. By default, all packages are searched for models
    #[arg(long, short, global = true, value_name = "NAME", help_heading = "Global options")]
    pub(crate) package: Option<String>,

    /// The model, if there are several: `file`, `file:line` or the path of its module
    #[arg(long, global = true, value_name = "MODEL", help_heading = "Global options")]
    pub(crate) model: Option<String>,

    /// The format of the output
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Global options"
    )]
    pub(crate) format: Format,

    /// When the output has colors
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options"
    )]
    pub(crate) color: Color,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs, with a published JSON Schema
    Json,
    /// For the comment of a pull request
    Markdown,
    /// Annotations of a workflow of GitHub
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// The choice of colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Only on a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
