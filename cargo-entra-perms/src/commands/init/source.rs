//! The file with `permissions!`, and the line about it.

use std::fmt::Write as _;
use std::path::Path;

use super::arguments::{FilesOfApi, arguments};
use super::draft::Draft;
use super::input::{Input, Storage};
use super::layout::comment;
use super::trial::Trial;
use crate::place;

/// Returns the file: comments about the whole, and `permissions!`.
pub(super) fn render(trial: &Trial, files: &FilesOfApi, inputs: &[Input]) -> String {
    let written: Vec<_> = inputs.iter().map(|input| input.written.as_str()).collect();
    let mut text = String::new();
    text.push_str(
        "// The permission model of the API, read from its app registration at build time.\n",
    );
    text.push_str("//\n// `cargo entra-perms init` wrote it. Check each line that is marked as guessed, and decide\n");
    text.push_str("// about each line that is marked with `DECIDE`. Then remove the comments.\n");
    for input in inputs {
        if let Storage::Missing(file) = &input.storage {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "//\n// Save the manifest as {:?} first: `permissions!` reads files of its own\n// workspace only.",
                place::shown(file)
            );
        }
    }
    text.push('\n');
    text.push_str("entra_perms_runtime::permissions! {\n");
    text.push_str(&arguments(&trial.draft, files, &written));
    if !trial.warnings.is_empty() {
        let names: Vec<_> = trial.warnings.iter().map(|id| format!("`{id}`")).collect();
        let names = entra_perms_model::suggestion::in_words(&names, "and");
        comment(
            &mut text,
            4,
            &format!(
                "The build warns: {names}. `cargo entra-perms check` explains each warning. Resolve it, \
             or accept it with `allow = […]`."
            ),
        );
    }
    text.push_str("}\n");
    text
}

/// Returns the line for the terminal, after the file was written.
pub(super) fn summary(draft: &Draft, file: &Path) -> String {
    let undecided: usize = if draft.has_roles_for_users {
        draft.decisions.iter().map(|decision| decision.scopes.len()).sum()
    } else {
        0
    };
    let parts = [
        (draft.equal.len(), "line with equal values", "lines with equal values"),
        (draft.guessed.len(), "guessed line to check", "guessed lines to check"),
        (undecided, "line of scopes to decide about", "lines of scopes to decide about"),
        (draft.not_delegated.len(), "app role to decide about", "app roles to decide about"),
    ];
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<_> = parts
        .map(|(count, one, several)| format!("{count} {}", if count == 1 { one } else { several }))
        .collect();
    let parts = if parts.is_empty() {
        "nothing to decide about".to_owned()
    } else {
        entra_perms_model::suggestion::in_words(&parts, "and")
    };
    let module = file.file_stem().unwrap_or_default().display();
    format!(
        "wrote `{}`: {parts}\n  help: declare it in your crate: `mod {module};`\n",
        file.display()
    )
}
