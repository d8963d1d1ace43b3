//! `checks`: the ids of all findings.

use std::fmt::Write as _;

use serde_json::json;

use crate::arguments::Format;
use crate::error::Failure;
use crate::output;
use crate::report::checks::{self, Check};
use crate::report::{Outcome, json};

pub(super) fn run(format: Format) -> Result<Outcome, Failure> {
    let checks = checks::all();
    let text = match format {
        Format::Text => table(&checks),
        Format::Markdown => markdown(&checks),
        Format::Json => json::pretty(&checks.iter().map(value).collect::<Vec<_>>())?,
        Format::Github | Format::Sarif => return Err(super::no_such_format("checks")),
    };
    output::print(&text)?;
    Ok(Outcome::Nothing)
}

fn table(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Check { id, level, classes, description, .. } in checks {
        // Writing to a string cannot fail.
        let _ = write!(text, "{id:width$}  {:7}  {description}", level.name());
        if !classes.is_empty() {
            let _ = write!(text, " ({})", classes.join(", "));
        }
        text.push('\n');
    }
    text
}

fn markdown(checks: &[Check]) -> String {
    let mut text = "| id | level | class | command | meaning |\n|---|---|---|---|---|\n".to_owned();
    for Check { id, level, command, classes, description } in checks {
        let level = level.name();
        let classes = classes.join(", ");
        let _ = writeln!(text, "| `{id}` | {level} | {classes} | `{command}` | {description} |");
    }
    text
}

fn value(check: &Check) -> serde_json::Value {
    json!({
        "id": check.id,
        "level": check.level.name(),
        "command": check.command,
        "classes": check.classes,
        "description": check.description,
    })
}
