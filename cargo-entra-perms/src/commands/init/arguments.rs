//! The arguments of `permissions!` as Rust source.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::draft::{Decision, Draft};
use super::layout::{comment, list};
use super::lines::Line;
use super::names::Basis;

/// The number of similar app roles that a comment shows. A longer list would hide the others.
const MAX_SIMILAR: usize = 8;

/// The arguments with the files.
#[derive(Debug)]
pub(super) struct FilesOfApi {
    /// `true` if the inputs are the files of one registration, and `false` if each input is the
    /// registration of an environment.
    pub(super) are_fragments: bool,
    /// The client id or display name of the application.
    pub(super) app: Option<String>,
}

/// Returns the arguments of `permissions!`.
pub(super) fn arguments(draft: &Draft, files: &FilesOfApi, written: &[&str]) -> String {
    let mut text = file_arguments(written, files);
    if draft.has_scopes {
        scopes(&mut text, draft);
    } else {
        comment(
            &mut text,
            4,
            "The manifest has no scopes. If another file has them, add it to \
            `manifest`, and map them.",
        );
    }
    if !draft.constraints.is_empty() {
        comment(
            &mut text,
            4,
            "Guessed from the names, check it: the narrowest constraint comes first.",
        );
        list_argument(&mut text, "constraints", &draft.constraints);
    }
    if !draft.not_delegated.is_empty() {
        comment(
            &mut text,
            4,
            "DECIDE: no scope leads to these app roles yet, so no client can use \
            them for a user. Add them to lines of `scopes`, or keep them here on purpose.",
        );
        list_argument(&mut text, "not_delegated", &draft.not_delegated);
    }
    if !draft.renames.is_empty() {
        comment(
            &mut text,
            4,
            "These values would become identifiers of others. Choose better names.",
        );
        text.push_str("    rename = {\n");
        for (value, name) in &draft.renames {
            let _ = writeln!(text, "        {value:?} => {name},");
        }
        text.push_str("    },\n");
    }
    text
}

/// Returns the arguments `manifest`, `app` and `environments`.
pub(super) fn file_arguments(written: &[&str], files: &FilesOfApi) -> String {
    let mut text = String::new();
    let written: Vec<_> = written.iter().map(|path| (*path).to_owned()).collect();
    let (own, environments) = match written.split_first() {
        Some((first, others)) if !files.are_fragments => (std::slice::from_ref(first), others),
        _ => (written.as_slice(), [].as_slice()),
    };
    match own {
        [only] => {
            let _ = writeln!(text, "    manifest = {only:?},");
        }
        several => list_argument(&mut text, "manifest", several),
    }
    if let Some(app) = &files.app {
        let _ = writeln!(text, "    app = {app:?},");
    }
    if !environments.is_empty() {
        list_argument(&mut text, "environments", environments);
    }
    text
}

fn scopes(text: &mut String, draft: &Draft) {
    let lines = draft.equal.iter().chain(draft.guessed.iter().map(|(line, _)| line));
    if lines.into_iter().any(|line| line.pairs.len() > 1 && line.scope.contains('*')) {
        comment(
            text,
            4,
            "A `*` stands for the same text on both sides. It also covers app roles and \
            scopes that are added to the registration later, if two with the same text exist then. \
            To decide about each of them, write the values out.",
        );
    }
    text.push_str("    scopes = {\n");
    if !draft.equal.is_empty() {
        comment(text, 8, "The scope and the app role have one value.");
    }
    for line in &draft.equal {
        mapping_line(text, 8, &line.scope, &line.roles);
    }
    // A line without a mark would seem to be certain, also if it is sorted to another place.
    for (line, reasons) in &draft.guessed {
        comment(text, 8, &guess(line, reasons));
        mapping_line(text, 8, &line.scope, &line.roles);
    }
    let mut last = String::new();
    for decision in &draft.decisions {
        comment_once(text, &mut last, question(decision, draft));
        for line in &decision.similar {
            comment(text, 8, &similar_line(line));
        }
        for scope in &decision.scopes {
            mapping_line(text, 8, scope, &[]);
        }
    }
    text.push_str("    },\n");
}

/// Writes a comment, unless the lines above have it already.
fn comment_once(text: &mut String, last: &mut String, words: &str) {
    if last != words {
        comment(text, 8, words);
        words.clone_into(last);
    }
}

/// Returns the comment about a guessed line.
fn guess(line: &Line, reasons: &BTreeSet<Basis>) -> String {
    let mut words = "Guessed from the names, check it:".to_owned();
    if reasons.contains(&Basis::ApiName) {
        let head = line.scope.split('.').next().unwrap_or_default();
        let _ = write!(words, " `{head}` seems to be the name of the API.");
    }
    if reasons.contains(&Basis::ReadWrite) {
        words.push_str(" `ReadWrite` seems to contain `Read` and `Write`.");
    }
    words
}

/// Returns the comment about scopes that lead to no app role yet.
fn question(decision: &Decision, draft: &Draft) -> &'static str {
    if !draft.has_roles_for_users {
        "Users can hold no app role of this API, so no scope can lead to one. Guard functions for \
         users with `scope(…)`. A `*` also covers scopes that are added later."
    } else if decision.similar.is_empty() {
        "DECIDE: no app role follows from the name. Until then, clients can do nothing for a user \
         with such a scope."
    } else {
        "DECIDE: no app role follows from the name. Until then, clients can do nothing for a user \
         with such a scope. App roles with similar names:"
    }
}

/// Returns a line with similar names, for a comment.
fn similar_line(line: &Line) -> String {
    let shown = line.roles.iter().take(MAX_SIMILAR);
    let mut roles = shown.map(|role| format!("{role:?}")).collect::<Vec<_>>().join(", ");
    if line.roles.len() > MAX_SIMILAR {
        let _ = write!(roles, " and {} more", line.roles.len() - MAX_SIMILAR);
    }
    format!("{:?} => [{roles}]", line.scope)
}

/// Writes `"scope" => ["role", …],`.
fn mapping_line(text: &mut String, indent: usize, scope: &str, roles: &[String]) {
    list(text, indent, &format!("{scope:?} =>"), roles);
}

/// Writes `name = ["text", …],`.
fn list_argument(text: &mut String, name: &str, texts: &[String]) {
    list(text, 4, &format!("{name} ="), texts);
}
