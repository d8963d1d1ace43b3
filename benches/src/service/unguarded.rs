//! The copy of the service without guards.
//!
//! Each edit names the text that it replaces, and the copy fails if the text is not there: an edit
//! that no longer matches the example must not measure something else.

use std::fs;
use std::path::Path;

use super::users;

/// The folders of the copied workspace, below the root of the repository.
const FOLDERS: [&str; 2] = ["examples/crm", "manifests"];

/// A text of a file, and its replacement. It must be there exactly once.
struct Edit {
    file: &'static str,
    from: String,
    to: String,
}

/// Writes the copy to a folder, with all edits.
pub fn copy(root: &Path, folder: &Path) {
    // An earlier run leaves its folder. There may be none.
    let _ = fs::remove_dir_all(folder);
    for name in FOLDERS {
        copy_folder(&root.join(name), &folder.join(name));
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        copy_file(&root.join(file), &folder.join(file));
    }
    let root = root.canonicalize().expect("the repository exists");
    for edit in edits(root.to_str().expect("the path is UTF-8")) {
        let path = folder.join(edit.file);
        let text = read(&path);
        write(&path, &edit.apply(&text).unwrap_or_else(|problem| panic!("{problem}")));
    }
    let guards = remove_guards(&folder.join("examples/crm/src"));
    assert!(guards >= MIN_GUARDS, "only {guards} guards were removed");
}

/// The guards of the routes.
const MIN_GUARDS: usize = 10;

/// The file with the layers of the API.
const API: &str = "examples/crm/src/api/mod.rs";

/// Returns the edits for a repository at `root`.
fn edits(root: &str) -> Vec<Edit> {
    let edit = |file, from: &str, to: &str| Edit { file, from: from.into(), to: to.into() };
    vec![
        // The only package of the workspace.
        edit("Cargo.toml", "members = [", "members = [\"examples/crm\"]\nexclude = ["),
        edit("Cargo.toml", "    \"examples/crm\",\n", ""),
        edit("examples/crm/Cargo.toml", "path = \"../..", &format!("path = \"{root}")),
        // Unused imports and parameters are left.
        edit("examples/crm/Cargo.toml", "[lints]\nworkspace = true\n", ""),
        edit(API, ".layer(entra)", &format!(".layer(axum::Extension({}))", fixed_caller())),
        // It refuses operations without guards.
        edit(API, "document::complete(&mut document, &validator, public_url)?;\n", "\n"),
    ]
}

/// Returns the caller of all requests as an expression: the first user, as the user's token
/// describes the caller to the service with guards.
fn fixed_caller() -> String {
    let id = users::object_id(0).as_u128();
    format!(
        "crate::permissions::Caller::test()
                .user()
                .object_id(entra_perms_runtime::Uuid::from_u128({id}))
                .roles(crate::permissions::Role::ALL.iter().copied())
                .scopes([Scope::CrmReadMy])
                .build()"
    )
}

impl Edit {
    fn apply(&self, text: &str) -> Result<String, String> {
        match text.matches(&self.from).count() {
            1 => Ok(text.replace(&self.from, &self.to)),
            count => Err(format!("`{}` is {count} times in {}", self.from, self.file)),
        }
    }
}

/// Removes each `#[requires(…)]` of the sources in a folder. Returns their number.
fn remove_guards(folder: &Path) -> usize {
    let mut removed = 0;
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            removed += remove_guards(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let (text, guards) = without_guards(&read(&path));
            write(&path, &text);
            removed += guards;
        }
    }
    removed
}

/// Returns the text without its attributes `requires`, and their number.
fn without_guards(text: &str) -> (String, usize) {
    const BEGIN: &str = "#[requires(";
    let mut parts = text.split(BEGIN);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    let mut guards = 0;
    for part in parts {
        let line = kept.rsplit('\n').next().unwrap_or_default();
        let is_attribute = line.trim().is_empty();
        if is_attribute {
            let end = part.find(")]").expect("the attribute ends");
            kept.push_str(&part[end + ")]".len()..]);
            guards += 1;
        } else {
            // A comment about the attribute.
            kept.push_str(BEGIN);
            kept.push_str(part);
        }
    }
    (kept, guards)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is writable");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{from:?}: {error}")) {
        let entry = entry.expect("the folder can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            copy_file(&entry.path(), &to);
        }
    }
}

fn copy_file(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{from:?}: {error}"));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_are_removed_and_comments_about_them_stay() {
        let source = "/// Like `#[requires(A)]`.\n#[requires(A::B, by = app)]\nfn a() {}\n\n    \
                      #[requires(\n        any(A, B),\n    )]\n    fn b() {}\n";
        let expected = "/// Like `#[requires(A)]`.\n\nfn a() {}\n\n    \n    fn b() {}\n";
        assert_eq!(without_guards(source), (expected.to_owned(), 2));
    }

    #[test]
    fn an_edit_whose_text_is_missing_or_repeated_fails() {
        let edit = Edit { file: "a.rs", from: "layer".into(), to: "fixed".into() };
        assert_eq!(edit.apply("a layer b"), Ok("a fixed b".to_owned()));
        assert_eq!(edit.apply("a b").unwrap_err(), "`layer` is 0 times in a.rs");
        assert_eq!(edit.apply("layer layer").unwrap_err(), "`layer` is 2 times in a.rs");
    }

    /// Fails if the example has changed, so that the edits must change, too.
    #[test]
    fn the_edits_fit_the_example() {
        let folder = std::env::temp_dir().join(format!("unguarded-{}", std::process::id()));
        copy(Path::new(super::super::programs::ROOT), &folder);
        fs::remove_dir_all(folder).unwrap();
    }
}
