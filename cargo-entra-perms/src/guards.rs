//! The guards of a program, from the file that `Inventory::to_json` writes: `schemas/guards.json`.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::error::Failure;
use crate::input::InputFile;

/// The version of the file that this program reads.
const VERSION: u64 = 1;

/// The guards of a program.
#[derive(Debug, Deserialize)]
pub(crate) struct Guards {
    version: u64,
    pub(crate) guards: Vec<Guard>,
}

/// A guarded function.
#[derive(Debug, Deserialize)]
pub(crate) struct Guard {
    pub(crate) module: String,
    pub(crate) function: String,
    /// The source file, as it was passed to the compiler.
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) mcp: Option<McpName>,
    pub(crate) requirement: GuardRequirement,
    /// The requirement for people.
    pub(crate) words: String,
}

/// The name of a tool or prompt of an MCP server.
#[derive(Debug, Deserialize)]
pub(crate) struct McpName {
    pub(crate) kind: String,
    pub(crate) name: String,
}

/// The requirement of a guard.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuardRequirement {
    /// Clauses that must all hold.
    pub(crate) clauses: Vec<GuardClause>,
    /// `user`, `app` or `person`.
    pub(crate) by: Option<String>,
    /// `never` or `only`.
    pub(crate) agents: Option<String>,
    /// The number of the authentication context.
    pub(crate) context: Option<u8>,
    /// The highest age of the token.
    pub(crate) fresh_seconds: Option<u64>,
    /// The names of the clients that are admitted. Without them, every client is.
    pub(crate) clients: Option<BTreeSet<String>>,
}

/// Roles and scopes. One of them is enough.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuardClause {
    pub(crate) roles: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

impl Guards {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let InputFile { name, bytes } = InputFile::read(file).map_err(with_help)?;
        let guards: Self = serde_json::from_slice(&bytes).map_err(|_| {
            with_help(Failure::new(format_args!("`{name}` is not a file of guards")))
        })?;
        if guards.version == VERSION {
            Ok(guards)
        } else {
            let version = guards.version;
            let message = format!("`{name}` has the version {version} of guards, not {VERSION}");
            Err(Failure::new(message).help("use equal versions of the command and the runtime"))
        }
    }
}

impl Guard {
    /// Returns the path of the function, and the tool or prompt that it is.
    pub(crate) fn name(&self) -> String {
        let path = format!("{}::{}", self.module, self.function);
        match &self.mcp {
            Some(item) => format!("{path} ({} {})", item.kind, item.name),
            None => path,
        }
    }
}

fn with_help(failure: Failure) -> Failure {
    failure.help("a test writes the file: `Inventory::check_json` of the runtime, feature `audit`")
}
