//! The list as JSON, for `cargo entra-perms`, and the file that a test compares with it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::Serialize;

use super::{Guarded, Inventory};
use crate::model::{Model, Permission, PermissionSet};
use crate::requirement::{AgentRule, By, Clause, Requirement};

/// The variable that, set to `overwrite`, writes the file.
const VARIABLE: &str = "ENTRA_PERMS_GUARDS";

#[derive(Serialize)]
struct Document<'a> {
    /// The version of the format. A change that programs must know raises it.
    version: u8,
    guards: Vec<DocumentGuard<'a>>,
}

#[derive(Serialize)]
struct DocumentGuard<'a> {
    #[serde(rename = "crate")]
    krate: &'a str,
    module: &'a str,
    function: &'a str,
    file: String,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    mcp: Option<DocumentItem>,
    requirement: DocumentRequirement,
    words: String,
}

#[derive(Serialize)]
struct DocumentItem {
    kind: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct DocumentRequirement {
    clauses: Vec<DocumentClause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agents: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fresh_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clients: Vec<&'static str>,
}

#[derive(Serialize)]
struct DocumentClause {
    roles: Vec<&'static str>,
    scopes: Vec<&'static str>,
}

impl<M: Model> Inventory<M> {
    /// Returns the guards as JSON, for `cargo entra-perms … --guards FILE`.
    ///
    /// The member `guards` has an object for each function, in the order of
    /// [`functions`](Self::functions). The schema is `schemas/guards.json` of the package
    /// `cargo-entra-perms`. A later version may add members.
    ///
    /// ```json
    /// {
    ///   "version": 1,
    ///   "guards": [{
    ///     "crate": "crm",
    ///     "module": "crm::api::contacts",
    ///     "function": "rename",
    ///     "file": "src/api/contacts.rs",
    ///     "line": 40,
    ///     "requirement": {
    ///       "clauses": [{ "roles": ["Contacts.Write.Team"], "scopes": [] }],
    ///       "by": "user"
    ///     },
    ///     "words": "`Contacts.Write.Team`, by user"
    ///   }]
    /// }
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let guards = self.functions().iter().map(DocumentGuard::new).collect();
        let document = Document { version: 1, guards };
        // A struct of texts, numbers and lists is always JSON.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    /// Compares [`to_json`](Self::to_json) with a file that is checked in, in a test.
    ///
    /// If the environment variable `ENTRA_PERMS_GUARDS` is `overwrite`, writes the file instead. A
    /// relative path starts in the working directory of the test: for `cargo test`, the folder of
    /// its package.
    ///
    /// ```no_run
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::audit::Inventory;
    /// use permissions::Model;
    ///
    /// # fn test() {
    /// // The guards of the tests are not those of the service.
    /// let guards = Inventory::<Model>::collect().into_iter();
    /// let guards: Inventory<Model> =
    ///     guards.filter(|guard| !guard.function().module_path.contains("::tests")).collect();
    /// guards.check_json("guards.json").unwrap();
    /// # }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`InventoryError`] if the file differs, or cannot be read or written.
    pub fn check_json(&self, path: impl AsRef<Path>) -> Result<(), InventoryError> {
        let overwrites = env::var_os(VARIABLE).is_some_and(|value| value == "overwrite");
        self.check_or_write(path.as_ref(), overwrites)
    }

    pub(super) fn check_or_write(
        &self,
        path: &Path,
        overwrites: bool,
    ) -> Result<(), InventoryError> {
        let found = self.to_json();
        if overwrites {
            return fs::write(path, found)
                .map_err(|source| InventoryError::Write { path: path.to_owned(), source });
        }
        let expected = fs::read_to_string(path)
            .map_err(|source| InventoryError::Read { path: path.to_owned(), source })?;
        // A checkout on Windows may have changed the line ends.
        let expected = expected.replace("\r\n", "\n");
        let mut lines = expected.lines().zip(found.lines()).zip(1..);
        let difference = lines.find(|((one, other), _)| one != other);
        match difference {
            None if expected == found => Ok(()),
            difference => Err(InventoryError::Differs {
                path: path.to_owned(),
                line: difference.map_or_else(
                    || expected.lines().count().min(found.lines().count()) + 1,
                    |(_, line)| line,
                ),
            }),
        }
    }
}

/// The file of the guards differs from the program, or cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InventoryError {
    /// The program has other guards than the file.
    #[error(
        "the guards of the program differ from {path} at line {line}\n\
         help: to accept the change, run the test once with ENTRA_PERMS_GUARDS=overwrite",
        path = path.display()
    )]
    #[non_exhaustive]
    Differs {
        /// The file.
        path: PathBuf,
        /// The first line that differs.
        line: usize,
    },
    /// The file cannot be read.
    #[error(
        "cannot read {path}\n\
         help: to write the file, run the test once with ENTRA_PERMS_GUARDS=overwrite",
        path = path.display()
    )]
    #[non_exhaustive]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {path}", path = path.display())]
    #[non_exhaustive]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl DocumentGuard<'_> {
    fn new<M: Model>(guarded: &Guarded<M>) -> Self {
        let function = guarded.function();
        let requirement = guarded.requirement();
        Self {
            krate: function.module_path.split("::").next().unwrap_or(function.module_path),
            module: function.module_path,
            function: function.name,
            // The file is the same on every platform.
            file: function.file.replace('\\', "/"),
            line: function.line,
            mcp: item(guarded),
            requirement: DocumentRequirement::new(&requirement),
            words: requirement.to_string(),
        }
    }
}

#[cfg(feature = "rmcp")]
fn item<M: Model>(guarded: &Guarded<M>) -> Option<DocumentItem> {
    use crate::guard::McpKind;
    let item = guarded.mcp()?;
    let kind = match item.kind() {
        McpKind::Tool => "tool",
        McpKind::Prompt => "prompt",
    };
    Some(DocumentItem { kind, name: item.name() })
}

#[cfg(not(feature = "rmcp"))]
fn item<M: Model>(_: &Guarded<M>) -> Option<DocumentItem> {
    None
}

impl DocumentRequirement {
    fn new<M: Model>(requirement: &Requirement<M>) -> Self {
        let conditions = requirement.conditions();
        Self {
            clauses: requirement.clauses().iter().map(DocumentClause::new).collect(),
            by: conditions.by().map(|by| match by {
                By::User => "user",
                By::App => "app",
                By::Person => "person",
            }),
            agents: conditions.agents().map(|agents| match agents {
                AgentRule::Never => "never",
                AgentRule::Only => "only",
            }),
            context: conditions.context(),
            fresh_seconds: conditions.fresh().map(|age| age.as_secs()),
            clients: conditions.clients().collect(),
        }
    }
}

impl DocumentClause {
    fn new<M: Model>(clause: &Clause<M>) -> Self {
        Self { roles: values(clause.roles()), scopes: values(clause.scopes()) }
    }
}

fn values<P: Permission>(set: PermissionSet<P>) -> Vec<&'static str> {
    set.iter().map(Permission::value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::GuardedFunction;
    use crate::requirement::Conditions;
    use crate::test_support::model::{Role, TestModel};

    fn inventory(line: u32) -> Inventory<TestModel> {
        const CLAUSE: Clause<TestModel> =
            Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
        let conditions = Conditions::NONE.with_by(By::User).with_context(2).with_fresh(900);
        let conditions = conditions.with_agents(AgentRule::Never);
        let function = GuardedFunction::new("crm::api", "list", "src\\api.rs", line);
        let requirement = Requirement::all(conditions, &[CLAUSE]);
        [Guarded::new(function, requirement)].into_iter().collect()
    }

    #[test]
    fn a_guard_is_data_and_words() {
        let json: serde_json::Value = serde_json::from_str(&inventory(7).to_json()).unwrap();
        let mut guard = json["guards"][0].clone();
        let words = guard.as_object_mut().unwrap().remove("words").unwrap();
        assert!(words.as_str().unwrap().starts_with("`Contacts.Read.All`"), "{words}");
        let expected = serde_json::json!({
            "crate": "crm", "module": "crm::api", "function": "list", "file": "src/api.rs",
            "line": 7,
            "requirement": {
                "clauses": [{ "roles": ["Contacts.Read.All"], "scopes": [] }],
                "by": "user", "agents": "never", "context": 2, "fresh_seconds": 900,
            },
        });
        assert_eq!(guard, expected);
        assert_eq!(json["version"], 1);
    }

    #[test]
    fn the_file_must_have_the_guards_of_the_program() {
        let name = format!("entra-perms-guards-{}.json", std::process::id());
        let file = env::temp_dir().join(name);
        let missing = inventory(7).check_or_write(&file, false).unwrap_err();
        assert!(missing.to_string().contains("ENTRA_PERMS_GUARDS=overwrite"), "{missing}");
        inventory(7).check_or_write(&file, true).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace('\n', "\r\n")).unwrap();
        inventory(7).check_or_write(&file, false).unwrap();
        let differs = inventory(8).check_or_write(&file, false).unwrap_err();
        assert!(differs.to_string().contains("at line 9\n"), "{differs}");
        fs::remove_file(&file).unwrap();
    }
}
