//! Why a text is not JSON, as far as that can be told, and what to do about it.

use crate::files::EXPORT;

/// What a text is that cannot be a manifest, before it is parsed; the end of a sentence about the
/// file.
pub(super) fn markup(text: &str) -> Option<String> {
    let start = text.trim_start();
    let is_clixml = start.starts_with("#< CLIXML")
        || (start.starts_with("<Objs") && start.contains("powershell"));
    if is_clixml {
        Some(format!(
            "is CLIXML (`Export-Clixml`); write it with `ConvertTo-Json -Depth 10`, or export it with {EXPORT}"
        ))
    } else if start.starts_with('<') {
        Some(format!(
            "is a web page or XML, and not a manifest, which is JSON; export it again: {EXPORT}"
        ))
    } else {
        None
    }
}

/// What the parser says, and the cause. `is_json` parses another text.
pub(super) fn problem(text: &str, parser: &str, is_json: impl Fn(&str) -> bool) -> String {
    if text.contains('\u{1b}') {
        return format!(
            "the file has the colors of a terminal in it, as `az … -o jsonc` writes them; export it again: {EXPORT}"
        );
    }
    if let Some(mark) = ["{{", "{%"].into_iter().find(|mark| text.contains(mark)) {
        return format!(
            "{parser}; the file is a template (`{mark}`): expected what is made of it when its placeholders are filled in"
        );
    }
    if let Some(problem) = without_brackets(text, is_json) {
        return problem;
    }
    let start = text.trim_start();
    if !start.starts_with(['{', '[', '/']) {
        return match other_output(start) {
            Some(output) => {
                format!(
                    "the file is {output}, which `az` writes if `-o` or `core.output` says so; export it as JSON: {EXPORT}"
                )
            }
            // A tool's message stands before its export, or in its place.
            None => format!(
                "the file does not begin with `{{` or `[`: remove what is no part of the manifest, or export it again: {EXPORT}"
            ),
        };
    }
    if parser.starts_with("unterminated") && !text.trim_end().ends_with(['}', ']']) {
        return format!("{parser}; the file ends in the middle: export it again: {EXPORT}");
    }
    parser.to_owned()
}

/// A part that was copied out of a manifest.
fn without_brackets(text: &str, is_json: impl Fn(&str) -> bool) -> Option<String> {
    // A comment at the end would swallow a bracket behind it.
    let is_json_in = |open: char, close: char| is_json(&format!("{open}{text}\n{close}"));
    if is_json_in('{', '}') {
        Some(
            "the file is a fragment of a manifest without its braces; put `{` before it and `}` behind it"
                .to_owned(),
        )
    } else if is_json_in('[', ']') {
        Some(
            "the file is a list without its brackets; put `[` before it and `]` behind it"
                .to_owned(),
        )
    } else {
        None
    }
}

/// What `az` writes with another value of `core.output`, or of `-o`.
fn other_output(text: &str) -> Option<&'static str> {
    let is_rule = |line: &str| line.starts_with("--") && line.chars().all(|c| c == '-' || c == ' ');
    let is_yaml = |line: &str| {
        let key = line.trim_start_matches(['-', ' ']).split_once(':').map(|(key, _)| key);
        key.is_some_and(|key| YAML_KEYS.contains(&key))
    };
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

/// Keys of an application, and of an entry in a bare list.
const YAML_KEYS: &[&str] =
    &["appId", "appRoles", "api", "displayName", "allowedMemberTypes", "adminConsentDisplayName"];
