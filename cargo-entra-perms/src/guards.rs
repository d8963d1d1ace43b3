//! The guards of a program, from the file that `Inventory::to_json` writes: `schemas/guards.json`.

use std::path::Path;

use entra_perms_model::Model;
use serde::Deserialize;

use crate::error::Failure;
use crate::input::InputFile;

/// The version of the file that this program reads.
const VERSION: u64 = 1;

/// The guards of a program.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the file has these names")]
pub(crate) struct Guards {
    /// The name of the file, as messages show it.
    #[serde(skip)]
    file: String,
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
    pub(crate) clients: Option<Vec<String>>,
}

/// Roles and scopes. One of them is enough.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuardClause {
    pub(crate) roles: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

/// The names of guards that a state of a model must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Names {
    /// App roles, scopes and clients.
    #[default]
    All,
    /// App roles and scopes. A registration that is read alone has no clients.
    Permissions,
}

/// A name of a guard that a model does not have: the guards are of another model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnknownName<'g> {
    /// The number of names before this one, which the model has.
    position: usize,
    guard: &'g Guard,
    kind: Kind,
    name: &'g str,
}

/// The kind of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Role,
    Scope,
    Client,
}

impl Guards {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let InputFile { name, bytes } = InputFile::read(file).map_err(with_help)?;
        let mut guards: Self = serde_json::from_slice(&bytes).map_err(|_| {
            with_help(Failure::new(format_args!("`{name}` is not a file of guards")))
        })?;
        if guards.version == VERSION {
            guards.file = name;
            Ok(guards)
        } else {
            let version = guards.version;
            let message = format!("`{name}` has the version {version} of guards, not {VERSION}");
            Err(Failure::new(message).help("use equal versions of the command and the runtime"))
        }
    }

    /// Checks that a model has every app role, scope and client that the guards name. Guards of
    /// another model are a failure.
    pub(crate) fn check_names(&self, model: &Model) -> Result<(), Failure> {
        match self.unknown_name(model, Names::All) {
            None => Ok(()),
            Some(unknown) => Err(self.of_another_model(&[unknown])),
        }
    }

    /// Returns the first name that a model does not have. The guards of a file are of one model,
    /// which the file does not name.
    pub(crate) fn unknown_name(&self, model: &Model, names: Names) -> Option<UnknownName<'_>> {
        let of_guard = |guard| Guard::names(guard).map(move |(kind, name)| (guard, kind, name));
        let mut all = self.guards.iter().flat_map(of_guard).enumerate();
        all.find_map(|(position, (guard, kind, name))| {
            let is_known = match kind {
                Kind::Role => model.role(name).is_some(),
                Kind::Scope => model.scope(name).is_some(),
                Kind::Client if names == Names::Permissions => true,
                Kind::Client => model.clients.iter().any(|client| client.plain_name() == name),
            };
            (!is_known).then_some(UnknownName { position, guard, kind, name })
        })
    }

    /// Returns the failure for a guard with a condition that this version of the command does not
    /// know.
    pub(crate) fn with_unknown(&self, guard: &Guard, condition: &str) -> Failure {
        let name = guard.name();
        let message = format!("`{}` has {condition}, which is not known", self.file);
        Failure::new(message)
            .note(format_args!("it is a condition of `{name}`"))
            .help("use equal versions of the command and the runtime")
    }

    /// Returns the failure for guards that no model fits. `unknown` has a name for each model.
    pub(crate) fn of_another_model(&self, unknown: &[UnknownName<'_>]) -> Failure {
        let message = format!("`{}` has the guards of another model", self.file);
        let mut failure = Failure::new(message);
        // The model that has the most names is probably the one that was meant.
        if let Some(unknown) = unknown.iter().max_by_key(|unknown| unknown.position) {
            let UnknownName { guard, name, .. } = unknown;
            let guard = guard.name();
            let kind = match unknown.kind {
                Kind::Role => "app role",
                Kind::Scope => "scope",
                Kind::Client => "client",
            };
            failure = failure.note(format_args!("`{guard}` names the unknown {kind} `{name}`"));
        }
        if unknown.len() > 1 {
            let count = unknown.len();
            failure = failure
                .note(format_args!("there are {count} models, and each lacks some of its names"));
        }
        failure.help("write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`")
    }
}

impl GuardRequirement {
    /// Returns whether a client that acts for a user can pass.
    pub(crate) fn admits_users(&self) -> bool {
        self.by.as_deref() != Some("app")
    }

    /// Returns whether an application that acts as itself can pass. Applications meet no
    /// authentication context.
    pub(crate) fn admits_applications(&self) -> bool {
        matches!(self.by.as_deref(), None | Some("app")) && self.context.is_none()
    }
}

impl Guard {
    /// Returns the path of the function.
    pub(crate) fn path(&self) -> String {
        format!("{}::{}", self.module, self.function)
    }

    /// Returns the path of the function, and the tool or prompt that it is.
    pub(crate) fn name(&self) -> String {
        let path = self.path();
        match &self.mcp {
            Some(item) => format!("{path} ({} {})", item.kind, item.name),
            None => path,
        }
    }

    /// Returns the names of the app roles, scopes and clients.
    fn names(&self) -> impl Iterator<Item = (Kind, &str)> {
        let clauses = self.requirement.clauses.iter();
        let of_clauses = clauses.flat_map(|clause| {
            let roles = clause.roles.iter().map(|role| (Kind::Role, role.as_str()));
            roles.chain(clause.scopes.iter().map(|scope| (Kind::Scope, scope.as_str())))
        });
        let clients = self.requirement.clients.iter().flatten();
        of_clauses.chain(clients.map(|client| (Kind::Client, client.as_str())))
    }
}

fn with_help(failure: Failure) -> Failure {
    failure.help("a test writes the file: `Inventory::check_json` of the runtime, feature `audit`")
}
