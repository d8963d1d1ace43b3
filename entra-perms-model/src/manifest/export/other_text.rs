//! Text in another format than JSON: the output of a command, or a file of another tool.

use super::guid;
use crate::finding::{Finding, Rule};

/// Recognizes a language that describes registrations. Its files may begin with a comment, as JSON
/// may.
pub(super) fn language(text: &str) -> Option<Finding> {
    if text.lines().any(is_bicep) {
        Some(not_json("Bicep").note("Bicep is not an export of a registration").export_help())
    } else if text.lines().any(is_terraform) {
        let finding = not_json("Terraform configuration")
            .note("Terraform configuration is not an export of a registration")
            .export_help();
        Some(finding)
    } else {
        None
    }
}

/// Recognizes the format of a text that begins neither like JSON nor with a comment.
pub(super) fn format(text: &str) -> Option<Finding> {
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        let finding = not_json("a pointer of Git LFS").help("run `git lfs pull`");
        Some(finding)
    } else if guid::parse(text.trim_end()).is_some() {
        Some(not_json("a GUID").export_help())
    } else if text.lines().any(is_format_list) {
        let finding = not_json("a list of PowerShell (`Format-List`)")
            .help("write it with `ConvertTo-Json -Depth 10`")
            .export_help();
        Some(finding)
    } else {
        let output = output_of_az(text)?;
        let finding = not_json(output)
            .note(format_args!("`az` writes {output} if `-o` or `core.output` selects it"))
            .export_help();
        Some(finding)
    }
}

fn not_json(format: &str) -> Finding {
    Finding::new(Rule::NotJson, format_args!("is not JSON: it is {format}"))
}

fn is_bicep(line: &str) -> bool {
    let is_resource = line.starts_with("resource ") && line.contains(" 'Microsoft.Graph/");
    is_resource || line.starts_with("extension microsoftGraph") || is_parameter(line)
}

/// Returns whether a line is `param name type`.
fn is_parameter(line: &str) -> bool {
    const TYPES: &[&str] = &["array", "bool", "int", "object", "string"];
    let mut words = line.split_whitespace();
    words.next() == Some("param") && words.nth(1).is_some_and(|word| TYPES.contains(&word))
}

fn is_terraform(line: &str) -> bool {
    const BLOCKS: &[&str] =
        &["data \"", "module \"", "provider \"", "resource \"", "terraform {", "variable \""];
    BLOCKS.iter().any(|block| line.starts_with(block))
}

/// Returns whether a line is `key : value`, with the spaces that PowerShell writes.
fn is_format_list(line: &str) -> bool {
    let Some((key, _)) = line.split_once(" :") else { return false };
    KEYS.iter().any(|known| key.trim().eq_ignore_ascii_case(known))
}

/// Recognizes the other output formats of `az`, which `-o` or `core.output` selects.
fn output_of_az(text: &str) -> Option<&'static str> {
    if text.lines().any(|line| is_rule(line.trim_end())) {
        Some("a table")
    } else if text.lines().any(is_yaml) && !text.lines().any(opens_block) {
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
    let key = line.trim_start_matches(['-', ' ']).split_once(':');
    key.is_some_and(|(key, _)| KEYS.contains(&key))
}

/// Returns whether a line ends as in a program, for example in TypeScript.
fn opens_block(line: &str) -> bool {
    line.trim_end().ends_with(['{', '['])
}

/// Keys of an application, and of an app role or a scope.
const KEYS: &[&str] =
    &["appId", "appRoles", "api", "displayName", "allowedMemberTypes", "adminConsentDisplayName"];
