//! The command line. `global` has the options that all commands share, and `unused` refuses them
//! where they have no effect.
//!
//! Each command has a struct with its arguments, a variant of [`Command`], and examples in its
//! help, which a test runs through the parser.

mod check;
mod checks;
mod completions;
mod diff;
mod drift;
mod explain;
mod explore;
mod export;
mod fail_on;
mod global;
mod init;
mod level;
mod plan;
mod secret;
mod show;
mod token;
mod unused;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use self::check::CheckArguments;
pub(crate) use self::checks::ChecksArguments;
pub(crate) use self::completions::CompletionsArguments;
pub(crate) use self::diff::DiffArguments;
pub(crate) use self::drift::DriftArguments;
pub(crate) use self::explain::ExplainArguments;
pub(crate) use self::explore::ExploreArguments;
pub(crate) use self::export::{ExportArguments, ExportLanguage};
pub(crate) use self::fail_on::FailOn;
pub(crate) use self::global::{Color, Format, GlobalArguments};
pub(crate) use self::init::InitArguments;
pub(crate) use self::level::Level;
pub(crate) use self::plan::PlanArguments;
pub(crate) use self::show::ShowArguments;
pub(crate) use self::token::{TokenArguments, TokenCaller};

/// Checks, shows and compares the permission models of a workspace.
///
/// A model is an invocation of `permissions!`, which turns an exported app registration of
/// Microsoft Entra ID into Rust types. The command finds the models in the sources of the
/// workspace. It reads files only, and needs no network and no credentials.
///
/// The exit status is 0 if nothing was found, 1 if something was found, and 2 if the command could
/// not do its work.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-entra-perms",
    bin_name = "cargo entra-perms",
    version,
    max_term_width = 100,
    after_help = "`cargo entra-perms <COMMAND> --help` has examples of each command."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(InitArguments),
    Check(CheckArguments),
    Show(ShowArguments),
    Diff(DiffArguments),
    Drift(DriftArguments),
    Plan(PlanArguments),
    Explain(ExplainArguments),
    Export(ExportArguments),
    Explore(ExploreArguments),
    Token(TokenArguments),
    Checks(ChecksArguments),
    Completions(CompletionsArguments),
}

impl Arguments {
    /// Reads the arguments of the process.
    ///
    /// Cargo passes the name of its command as the first argument: `cargo entra-perms check` runs
    /// `cargo-entra-perms entra-perms check`.
    pub(crate) fn from_command_line(
        arguments: impl Iterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let mut arguments: Vec<_> = arguments.collect();
        if arguments.get(1).is_some_and(|first| first == "entra-perms") {
            arguments.remove(1);
        }
        secret::refuse(&arguments)?;
        let matches = Self::description().try_get_matches_from(arguments)?;
        unused::refuse(&matches)?;
        Self::from_arg_matches(&matches)
    }

    /// Returns the description of the command line.
    pub(crate) fn description() -> clap::Command {
        unused::hidden(Self::command())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::from_command_line(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn cargo_passes_the_name_of_the_command() {
        for line in ["cargo-entra-perms check", "cargo-entra-perms entra-perms check"] {
            assert!(matches!(parse(line).unwrap().command, Command::Check(_)), "{line}");
        }
        assert!(parse("cargo-entra-perms entra-perms entra-perms check").is_err());
    }

    /// Each option has an effect, or the command refuses it and its help does not show it.
    #[test]
    fn a_command_has_only_the_options_that_it_uses() {
        let all = ["--manifest-path", "--package", "--model", "--format"];
        for (command, used) in [
            ("init api.json", &all[..2]),
            ("export json", &all[..3]),
            ("explore", &all[..3]),
            ("token", &all[..3]),
            ("explain", &all),
            ("checks", &all[3..]),
            ("completions bash", &[]),
            ("check", &all),
            ("show", &all),
            ("diff main", &all),
            ("drift", &all),
            ("plan --live a.json", &all),
        ] {
            let name = command.split(' ').next().unwrap();
            let help = parse(&format!("cargo-entra-perms {name} --help")).unwrap_err().to_string();
            for option in all {
                let value = if option == "--format" { "json" } else { "x" };
                let is_used = used.contains(&option);
                for line in [
                    format!("cargo-entra-perms {command} {option} {value}"),
                    format!("cargo-entra-perms {option} {value} {command}"),
                ] {
                    match parse(&line) {
                        Ok(_) => assert!(is_used, "{line}"),
                        Err(error) => {
                            let expected = format!("error: `{name}` does not use `{option}`\n");
                            assert!(!is_used, "{line}: {error}");
                            assert!(error.to_string().starts_with(&expected), "{line}: {error}");
                        }
                    }
                }
                assert_eq!(help.contains(option), is_used, "{name} {option}: {help}");
            }
        }
    }

    /// A line of examples begins with `cargo entra-perms`. Text after `|`, `>` or `#` is for the
    /// shell.
    #[test]
    fn every_command_has_examples_that_parse() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let lines = help.lines().filter_map(|line| {
                let (_, line) = line.split_once("cargo entra-perms ")?;
                line.split(['|', '>', '#', ')']).next()
            });
            let lines: Vec<_> = lines.collect();
            assert!(!lines.is_empty(), "`{}` has no examples", command.get_name());
            for line in lines {
                let parsed = parse(&format!("cargo-entra-perms {line}"));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
            }
        }
    }
}
