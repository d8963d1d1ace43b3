//! The cause of a text that is not JSON, and its remedy.
//!
//! All messages continue after the name of the file.

use jsonc_parser::errors::ParseErrorKind;

use super::other_text;
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
    } else if start.starts_with('<') && !has_merge_conflict(text) {
        Some(Finding::new(Rule::NotJson, "is a web page or XML, not JSON").export_help())
    } else {
        None
    }
}

/// Explains an error of the parser. `is_json` parses another text.
pub(super) fn explain(text: &str, error: &ParseErrorKind, is_json: fn(&str) -> bool) -> Finding {
    let problem = lower_first(&error.to_string());
    if text.contains('\u{1b}') {
        return not_json("it contains the colors of a terminal")
            .note("`az … -o jsonc` writes colors")
            .export_help();
    }
    if has_merge_conflict(text) {
        return not_json("it contains a merge conflict").help(
            "resolve it, and remove the lines that begin with `<<<<<<<`, `=======`, `>>>>>>>`",
        );
    }
    if let Some(mark) = ["{{", "{%"].into_iter().find(|mark| text.contains(mark)) {
        return not_json(&problem)
            .note(format_args!("the file contains `{mark}`, so it is a template"))
            .help("fill in the placeholders, and name the resulting file");
    }
    if let Some(finding) = without_brackets(text, is_json) {
        return finding;
    }
    let start = text.trim_start();
    let begins_like_json = start.starts_with(['{', '[']);
    if !begins_like_json && let Some(finding) = other_text::language(start) {
        return finding;
    }
    // A comment may precede the manifest.
    if !begins_like_json && !start.starts_with('/') {
        return other_text::format(start).unwrap_or_else(|| text_around(start));
    }
    if problem.starts_with("unterminated") && !text.trim_end().ends_with(['}', ']']) {
        return not_json(&problem).note("the end of the file is missing").export_help();
    }
    match error {
        ParseErrorKind::MultipleRootJsonValues if begins_like_json => {
            not_json("text follows the manifest")
                .help("remove this text, or the bracket that ends the manifest too early")
        }
        ParseErrorKind::ExpectedComma => not_json(&problem).help("write `,` between two entries"),
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            not_json(&problem).help("write double quotes")
        }
        _ => not_json(&problem),
    }
}

fn not_json(problem: &str) -> Finding {
    Finding::new(Rule::NotJson, format_args!("is not JSON: {problem}"))
}

/// Returns a message of the parser in the form of this crate's messages.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => format!("{}{}", first.to_lowercase(), chars.as_str()),
        None => String::new(),
    }
}

/// Returns whether Git has left the lines of both sides in the file.
fn has_merge_conflict(text: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>"]
        .into_iter()
        .all(|marker| text.lines().any(|line| line.starts_with(marker)))
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
///
/// The message of a tool comes before its export, or replaces it. The text is not shown, because it
/// may be a secret.
fn text_around(start: &str) -> Finding {
    let finding = not_json("it does not begin with `{` or `[`");
    let finding = if start.contains(['{', '[']) {
        finding.help("remove all text around the manifest")
    } else {
        finding
    };
    finding.export_help()
}
