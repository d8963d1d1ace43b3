//! Single edits of the CRM's mapping and manifests. Each breaks one promise of the CRM's `never`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use entra_perms_model::{FileKind, Files, Finding, Lookup, Note, Severity, analyze};

const MAPPING: &str = "examples/crm/src/permissions.rs";
const DEV: &str = "manifests/crm.json";
const PROD: &str = "manifests/crm.prod.json";

/// An edit of one file, and the resulting violation.
struct Case {
    edit: Edit,
    /// The string of `never` that is broken.
    promise: &'static str,
    /// The example of a caller. An application has no scope.
    scope: Option<&'static str>,
    role: &'static str,
    /// The cause in the mapping, or the beginning of a note that ends with a place in a manifest.
    cause: &'static str,
}

/// An edit of one file.
enum Edit {
    /// Replaces a text of the mapping.
    Mapping(&'static str, &'static str),
    /// Lets users consent to the scope with this value, in one manifest.
    UserConsent(&'static str, &'static str),
    /// Removes the `type` of the scope with this value, in one manifest.
    NoConsent(&'static str, &'static str),
    /// Lets applications hold the app role with this value, in one manifest.
    Applications(&'static str, &'static str),
}

/// Replaces the app roles in the line of the scopes `Crm.Read.*`.
const fn in_read_line(new: &'static str) -> Edit {
    Edit::Mapping(r#"["Accounts.Read.*", "Contacts.Read.*"]"#, new)
}

/// Adds a line to the mapping.
const fn line(new: &'static str) -> Edit {
    Edit::Mapping(r#"        "Sales.ReadWrite.*" "#, new)
}

const CASES: [Case; 16] = [
    // Scopes of reading lead to app roles of writing.
    Case {
        edit: in_read_line(r#"["Accounts.Read.*", "Contacts.Read.*", "Contacts.Write.*"]"#),
        promise: "*.Write.*",
        scope: Some("Crm.Read.My"),
        role: "Contacts.Write.My",
        cause: r#""Crm.Read.*" => ["Contacts.Write.*"]"#,
    },
    Case {
        edit: in_read_line(r#"["Accounts.Write.*", "Contacts.Read.*"]"#),
        promise: "*.Write.*",
        scope: Some("Crm.Read.Team"),
        role: "Accounts.Write.Team",
        cause: r#""Crm.Read.*" => ["Accounts.Write.*"]"#,
    },
    Case {
        edit: line(r#""Crm.Read.Team" => ["Contacts.Write.Team"], "Sales.ReadWrite.*""#),
        promise: "*.Write.*",
        scope: Some("Crm.Read.Team"),
        role: "Contacts.Write.Team",
        cause: r#""Crm.Read.Team" => ["Contacts.Write.Team"]"#,
    },
    Case {
        edit: line(r#""Crm.Read.All" => ["Proposals.ReadWrite.All"], "Sales.ReadWrite.*""#),
        promise: "*.ReadWrite.*",
        scope: Some("Crm.Read.All"),
        role: "Proposals.ReadWrite.All",
        cause: r#""Crm.Read.All" => ["Proposals.ReadWrite.All"]"#,
    },
    Case {
        edit: in_read_line(r#"["Accounts.Read.*", "Contacts.Read.*", "Proposals.ReadWrite.*"]"#),
        promise: "*.ReadWrite.*",
        scope: Some("Crm.Read.Team"),
        role: "Proposals.ReadWrite.Team",
        cause: r#""Crm.Read.*" => ["Proposals.ReadWrite.*"]"#,
    },
    // Scopes to which users may consent lead to app roles with the widest constraint.
    Case {
        edit: in_read_line(r#"["Accounts.Read.All", "Contacts.Read.*"]"#),
        promise: "*.All",
        scope: Some("Crm.Read.My"),
        role: "Accounts.Read.All",
        cause: r#""Crm.Read.*" => ["Accounts.Read.All"]"#,
    },
    Case {
        edit: Edit::Mapping(
            r#"["Proposals.ReadWrite.*"]"#,
            r#"["Proposals.ReadWrite.*", "Contacts.Read.All"]"#,
        ),
        promise: "*.All",
        scope: Some("Sales.ReadWrite.Team"),
        role: "Contacts.Read.All",
        cause: r#""Sales.ReadWrite.*" => ["Contacts.Read.All"]"#,
    },
    Case {
        edit: Edit::Mapping(
            r#""Contacts.Write.*","#,
            r#""Contacts.Write.*", "Contacts.Write.All","#,
        ),
        promise: "*.All",
        scope: Some("Crm.ReadWrite.My"),
        role: "Contacts.Write.All",
        cause: r#""Crm.ReadWrite.*" => ["Contacts.Write.All"]"#,
    },
    Case {
        edit: Edit::UserConsent(DEV, "Crm.Read.All"),
        promise: "*.All",
        scope: Some("Crm.Read.All"),
        role: "Accounts.Read.All",
        cause: "`type` of scope `Crm.Read.All` is `User` at ",
    },
    Case {
        edit: Edit::UserConsent(PROD, "Crm.ReadWrite.All"),
        promise: "*.All",
        scope: Some("Crm.ReadWrite.All"),
        role: "Accounts.Read.All",
        cause: "`type` of scope `Crm.ReadWrite.All` is `User` at ",
    },
    Case {
        edit: Edit::NoConsent(DEV, "Sales.ReadWrite.All"),
        promise: "*.All",
        scope: Some("Sales.ReadWrite.All"),
        role: "Proposals.ReadWrite.All",
        cause: "scope `Sales.ReadWrite.All` has no `type` `Admin` at ",
    },
    Case {
        edit: Edit::NoConsent(PROD, "Crm.Read.All"),
        promise: "*.All",
        scope: Some("Crm.Read.All"),
        role: "Accounts.Read.All",
        cause: "scope `Crm.Read.All` has no `type` `Admin` at ",
    },
    // Applications can hold app roles that are limited to a user's own data.
    Case {
        edit: Edit::Applications(DEV, "Contacts.Read.My"),
        promise: "*.My",
        scope: None,
        role: "Contacts.Read.My",
        cause: "at ",
    },
    Case {
        edit: Edit::Applications(PROD, "Contacts.Write.My"),
        promise: "*.My",
        scope: None,
        role: "Contacts.Write.My",
        cause: "at ",
    },
    Case {
        edit: Edit::Applications(DEV, "Accounts.Write.Team"),
        promise: "*.Team",
        scope: None,
        role: "Accounts.Write.Team",
        cause: "at ",
    },
    Case {
        edit: Edit::Applications(PROD, "Proposals.ReadWrite.Team"),
        promise: "*.Team",
        scope: None,
        role: "Proposals.ReadWrite.Team",
        cause: "at ",
    },
];

#[test]
fn the_promises_of_the_crm_hold() {
    let errors = Workspace { edited: None }.errors();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn each_edit_breaks_the_promise_that_rules_it_out() {
    for case in &CASES {
        case.check();
    }
}

impl Case {
    fn check(&self) {
        let Edited { file, text, line } = self.edit.edited();
        let errors = Workspace { edited: Some((root().join(file), text)) }.errors();
        let (broken, others): (Vec<_>, Vec<_>) =
            errors.into_iter().partition(|finding| finding.rule().id() == "never");
        let shown = texts(&broken);
        // An environment with other holders is an error of its own.
        let expected: &[_] = if self.scope.is_none() { &["different_holders"] } else { &[] };
        let others: Vec<_> = others.iter().map(|finding| finding.rule().id()).collect();
        assert_eq!(others, expected, "{shown}");

        let at = format!("{:?}", self.promise);
        assert!(broken.iter().all(|error| error.span().source_text().unwrap() == at), "{shown}");
        let first = broken.first().unwrap_or_else(|| panic!("no error about {at} in {file}"));
        let notes = notes(first);
        assert!(notes.iter().any(|note| note.contains(&format!("[{at}]`"))), "{shown}");
        let cause = match self.edit {
            Edit::Mapping(..) => format!("this line of `scopes` maps it: `{}`", self.cause),
            _ => format!("{}{file}:{line}:", self.cause),
        };
        assert!(notes.iter().any(|note| note.starts_with(&cause)), "{cause}\n{shown}");

        let role = self.role;
        let (message, caller) = match self.scope {
            Some(scope) => (
                format!("scope `{scope}` leads to app role `{role}`"),
                format!(
                    "a user with app role `{role}` may use it through a client with scope `{scope}`"
                ),
            ),
            None => (
                format!("applications can hold app role `{role}`"),
                format!("an application with app role `{role}` may use it"),
            ),
        };
        assert_eq!(first.message(), message);
        assert!(notes.contains(&format!("for example, {caller}")), "{caller}\n{shown}");
    }
}

/// A file after an edit.
struct Edited {
    file: &'static str,
    text: String,
    /// The line that breaks the promise: of a `type`, or of a value.
    line: usize,
}

impl Edit {
    fn edited(&self) -> Edited {
        let (file, value, old, new) = match *self {
            Self::Mapping(old, new) => {
                let text = read(MAPPING);
                assert_eq!(text.matches(old).count(), 1, "{old}");
                return Edited { file: MAPPING, text: text.replacen(old, new, 1), line: 0 };
            }
            Self::UserConsent(file, value) => {
                (file, value, r#""type": "Admin""#, r#""type": "User""#)
            }
            Self::NoConsent(file, value) => (file, value, r#""type": "Admin","#, ""),
            Self::Applications(file, value) => {
                (file, value, r#""User""#, r#""User", "Application""#)
            }
        };
        let mut text = read(file);
        let entry = text.find(&format!("\"value\": {value:?}")).unwrap();
        let start = text[..entry].rfind(old).unwrap();
        text.replace_range(start..start + old.len(), new);
        let place = match self {
            Self::UserConsent(..) => start,
            _ => text.find(&format!("\"value\": {value:?}")).unwrap(),
        };
        let line = text[..place].lines().count();
        Edited { file, text, line }
    }
}

/// The files of the repository. One of them may be edited.
struct Workspace {
    edited: Option<(PathBuf, String)>,
}

impl Workspace {
    /// Returns the errors in the arguments of the CRM.
    fn errors(&self) -> Vec<Finding> {
        let mapping = self.read(&root().join(MAPPING)).unwrap();
        let mapping = String::from_utf8(mapping).unwrap();
        let (_, arguments) = mapping.split_once("permissions! {").unwrap();
        let (arguments, _) = arguments.rsplit_once('}').unwrap();
        let lookup = Lookup::new(self, Some(root()), None);
        let findings = analyze(arguments.parse().unwrap(), &lookup).findings.into_iter();
        findings.filter(|finding| finding.severity() == Severity::Error).collect()
    }
}

impl Files for Workspace {
    fn kind(&self, path: &Path) -> FileKind {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => FileKind::File { bytes: found.len() },
            Ok(_) => FileKind::Folder,
            Err(_) => FileKind::Nothing,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match &self.edited {
            Some((edited, text)) if edited == path => Ok(text.clone().into_bytes()),
            _ => fs::read(path),
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the notes of a finding. Its place is the first of them.
fn notes(finding: &Finding) -> Vec<String> {
    let mut notes: Vec<_> =
        finding.place().map(|place| format!("at {place}")).into_iter().collect();
    notes.extend(finding.notes().iter().filter_map(|note| match note {
        Note::Note(text) => Some(text.clone()),
        _ => None,
    }));
    notes
}

fn texts(findings: &[Finding]) -> String {
    let texts: Vec<_> = findings.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}
