//! The cause of a text that is not JSON, and its remedy.
//!
//! All messages continue after the name of the file.

use crate::finding::{Finding, Rule};

/// Recognizes a text that cannot be a manifest, before it is parsed.
pub(super) fn markup(text: &str) -> Option<Finding> {
    let start = text.trim_start();
    let is_clixml = start.starts_with("#< CLIXML")
        || (start.starts_with("<Objs") && start.contains("powershell"));
    if is_clixml {
        let finding = Finding::new(Rule::NotJson, "is CLIXML (`Export-Clixml`), not JSON")
            .help("write it with `ConvertTo-Json -Depth 10`")
            .export_help();
        Some(finding)
    } else if start.starts_with('<') {
        Some(Finding::new(Rule::NotJson, "is a web page or XML, not JSON").export_help())
    } else {
        None
    }
}

/// Explains an error of the parser. `is_json` parses another text.
pub(super) fn explain(text: &str, problem: &str, is_json: fn(&str) -> bool) -> Finding {
    if text.contains('\u{1b}') {
        return not_json("it contains the colors of a terminal")
            .note("`az … -o jsonc` writes colors")
            .export_help();
    }
    if let Some(mark) = ["{{", "{%"].into_iter().find(|mark| text.contains(mark)) {
        return not_json(problem)
            .note(format_args!("the file contains `{mark}`, so it is a template"))
            .help("fill in the placeholders, and name the resulting file");
    }
    if let Some(finding) = without_brackets(text, is_json) {
        return finding;
    }
    let start = text.trim_start();
    if !start.starts_with(['{', '[', '/']) {
        return explain_start(start);
    }
    if problem.starts_with("unterminated") && !text.trim_end().ends_with(['}', ']']) {
        return not_json(problem).note("the end of the file is missing").export_help();
    }
    not_json(problem)
}

fn not_json(problem: &str) -> Finding {
    Finding::new(Rule::NotJson, format_args!("is not JSON: {problem}"))
}

/// Recognizes a part of a manifest that was copied without its brackets.
fn without_brackets(text: &str, is_json: fn(&str) -> bool) -> Option<Finding> {
    // Without the line break, a comment at the end would contain the closing bracket.
    if is_json(&format!("{{{text}\n}}")) {
        let finding = not_json("its outer braces are missing")
            .help("add `{` at the beginning of the file, and `}` at the end");
        Some(finding)
    } else if is_json(&format!("[{text}\n]")) {
        let finding = not_json("its outer brackets are missing")
            .help("add `[` at the beginning of the file, and `]` at the end");
        Some(finding)
    } else {
        None
    }
}

/// Explains a text that does not begin like JSON.
fn explain_start(start: &str) -> Finding {
    if let Some(output) = other_output(start) {
        return not_json(&format!("it is {output}"))
            .note(format_args!("`az` writes {output} if `-o` or `core.output` selects it"))
            .export_help();
    }
    // The message of a tool comes before its export, or replaces it. The text is not shown, because
    // it may be a secret.
    not_json("it does not begin with `{` or `[`")
        .help("remove all text around the manifest")
        .export_help()
}

/// Recognizes the other output formats of `az`, which `-o` or `core.output` selects.
fn other_output(text: &str) -> Option<&'static str> {
    if text.lines().any(|line| is_rule(line.trim_end())) {
        Some("a table")
    } else if text.lines().any(is_yaml) {
        Some("YAML")
    } else if text.lines().next().is_some_and(|line| line.contains('\t')) {
        Some("TSV")
    } else {
        None
    }
}

/// Returns whether a line separates the head of a table from its rows.
fn is_rule(line: &str) -> bool {
    line.starts_with("--") && line.chars().all(|c| c == '-' || c == ' ')
}

fn is_yaml(line: &str) -> bool {
    // Keys of an application, and of an app role or a scope.
    const KEYS: &[&str] = &[
        "appId",
        "appRoles",
        "api",
        "displayName",
        "allowedMemberTypes",
        "adminConsentDisplayName",
    ];
    let key = line.trim_start_matches(['-', ' ']).split_once(':');
    key.is_some_and(|(key, _)| KEYS.contains(&key))
}
