//! The list as JSON, for `cargo entra-perms`, and the file that a test compares with it.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Guarded, Inventory};
use crate::checked_file::{CheckedFile, CheckedFileError};
use crate::model::{Model, Permission, PermissionSet};
use crate::requirement::{AgentRule, By, Clause, Requirement};

/// The version of the format. A change that programs must know raises it.
const VERSION: u8 = 1;

impl<M: Model> Inventory<M> {
    /// Returns the guards as JSON, for `cargo entra-perms … --guards FILE`.
    ///
    /// The member `guards` has an object for each function, in the order of
    /// [`functions`](Self::functions). The schema is `schemas/guards.json` of the package
    /// `cargo-entra-perms`. A later version may add members.
    ///
    /// ```json
    /// {
    ///   "guards": [{
    ///     "crate": "crm",
    ///     "file": "src/api/contacts.rs",
    ///     "function": "rename",
    ///     "line": 40,
    ///     "module": "crm::api::contacts",
    ///     "requirement": {
    ///       "by": "user",
    ///       "clauses": [{ "roles": ["Contacts.Write.Team"], "scopes": [] }]
    ///     },
    ///     "words": "`Contacts.Write.Team`, by user"
    ///   }],
    ///   "version": 1
    /// }
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let guards: Vec<_> = self.functions().iter().map(guard).collect();
        let document = json!({ "guards": guards, "version": VERSION });
        format!("{document:#}\n")
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
    /// // Leaves out the guarded functions of the tests.
    /// let guards = Inventory::<Model>::collect().into_iter();
    /// let guards: Inventory<Model> =
    ///     guards.filter(|guard| !guard.function().module_path.contains("::tests")).collect();
    /// guards.check_json("guards.json").unwrap();
    /// # }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`CheckedFileError`] if the file differs, or cannot be read or written.
    pub fn check_json(&self, path: impl AsRef<Path>) -> Result<(), CheckedFileError> {
        FILE.check(path.as_ref(), &self.to_json(), differences)
    }
}

const FILE: CheckedFile =
    CheckedFile { differs: "the guards of the program differ", variable: "ENTRA_PERMS_GUARDS" };

/// Returns the first line that differs. The lines after it may only have moved.
fn differences(expected: &str, found: &str) -> String {
    if expected == found {
        return String::new();
    }
    let mut old = expected.lines();
    let mut new = found.lines();
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (Some(one), Some(other)) if one == other => number += 1,
            (one, other) => {
                let removed = one.map(|line| format!("\n- {line}")).unwrap_or_default();
                let added = other.map(|line| format!("\n+ {line}")).unwrap_or_default();
                return format!("\nline {number}{removed}{added}");
            }
        }
    }
}

/// Returns a guard. Its members are sorted. Otherwise their order would depend on a feature of
/// `serde_json`, which any crate can enable.
fn guard<M: Model>(guarded: &Guarded<M>) -> Value {
    let function = guarded.function();
    let requirement = guarded.requirement();
    let mut members = Map::new();
    let mut insert = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let krate = function.module_path.split_once("::");
    insert("crate", krate.map_or(function.module_path, |(krate, _)| krate).into());
    // The file is the same on every platform.
    insert("file", function.file.replace('\\', "/").into());
    insert("function", function.name.into());
    insert("line", function.line.into());
    if let Some(item) = item(guarded) {
        insert("mcp", item);
    }
    insert("module", function.module_path.into());
    insert("requirement", requirement_of(&requirement));
    insert("words", requirement.to_string().into());
    Value::Object(members)
}

#[cfg(feature = "rmcp")]
fn item<M: Model>(guarded: &Guarded<M>) -> Option<Value> {
    use crate::guard::McpKind;
    let item = guarded.mcp()?;
    let kind = match item.kind() {
        McpKind::Tool => "tool",
        McpKind::Prompt => "prompt",
    };
    Some(json!({ "kind": kind, "name": item.name() }))
}

#[cfg(not(feature = "rmcp"))]
fn item<M: Model>(_: &Guarded<M>) -> Option<Value> {
    None
}

fn requirement_of<M: Model>(requirement: &Requirement<M>) -> Value {
    let conditions = requirement.conditions();
    let mut members = Map::new();
    let mut insert = |name: &str, value: Value| members.insert(name.to_owned(), value);
    if let Some(agents) = conditions.agents() {
        let agents = match agents {
            AgentRule::Never => "never",
            AgentRule::Only => "only",
        };
        insert("agents", agents.into());
    }
    if let Some(by) = conditions.by() {
        let by = match by {
            By::User => "user",
            By::App => "app",
            By::Person => "person",
        };
        insert("by", by.into());
    }
    insert("clauses", requirement.clauses().iter().map(clause).collect());
    let clients: Vec<_> = conditions.clients().collect();
    if !clients.is_empty() {
        insert("clients", clients.into());
    }
    if let Some(context) = conditions.context() {
        insert("context", context.into());
    }
    if let Some(age) = conditions.fresh() {
        insert("fresh_seconds", age.as_secs().into());
    }
    Value::Object(members)
}

fn clause<M: Model>(clause: &Clause<M>) -> Value {
    json!({ "roles": values(clause.roles()), "scopes": values(clause.scopes()) })
}

fn values<P: Permission>(set: PermissionSet<P>) -> Vec<&'static str> {
    set.iter().map(Permission::value).collect()
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

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

    /// The members of each object are sorted, so that no feature of `serde_json` changes the file.
    #[test]
    fn a_guard_is_data_and_words() {
        let inventory = inventory(7);
        let words = inventory.functions()[0].requirement().to_string();
        assert!(words.starts_with("`Contacts.Read.All`"), "{words}");
        let expected = r#"{
  "guards": [
    {
      "crate": "crm",
      "file": "src/api.rs",
      "function": "list",
      "line": 7,
      "module": "crm::api",
      "requirement": {
        "agents": "never",
        "by": "user",
        "clauses": [
          {
            "roles": [
              "Contacts.Read.All"
            ],
            "scopes": []
          }
        ],
        "context": 2,
        "fresh_seconds": 900
      },
      "words": "WORDS"
    }
  ],
  "version": 1
}
"#;
        assert_eq!(inventory.to_json(), expected.replace("WORDS", &words));
    }

    #[test]
    fn the_file_must_have_the_guards_of_the_program() {
        let name = format!("entra-perms-guards-{}.json", std::process::id());
        let file = env::temp_dir().join(name);
        let compare = |line| FILE.compare(&file, &inventory(line).to_json(), differences);
        let missing = compare(7).unwrap_err();
        assert!(missing.to_string().ends_with("ENTRA_PERMS_GUARDS=overwrite"), "{missing}");
        CheckedFile::write(&file, &inventory(7).to_json()).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace('\n', "\r\n")).unwrap();
        compare(7).unwrap();
        let differs = compare(8).unwrap_err();
        // A failing `unwrap` prints these lines.
        let expected = format!(
            "the guards of the program differ from {} (`-` expected, `+` found):\n\
             line 7\n-       \"line\": 7,\n+       \"line\": 8,\n\n\
             help: to accept the change, run the test once with ENTRA_PERMS_GUARDS=overwrite",
            file.display()
        );
        assert_eq!(format!("{differs:?}"), expected);
        fs::remove_file(&file).unwrap();
    }

    #[test]
    fn a_text_that_ends_early_differs() {
        assert_eq!(differences("a\nb\n", "a\nb\n"), "");
        assert_eq!(differences("a\n", "a\nb\n"), "\nline 2\n+ b");
        assert_eq!(differences("a\nb\n", "a\n"), "\nline 2\n- b");
        // Only the line break at the end is different.
        assert_eq!(differences("a\n", "a"), "\nline 2");
    }
}
