//! The format for the comment of a pull request.

use std::fmt::Write as _;

use super::{Item, Report};
use crate::markdown::{code, inline};

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, report);
    text
}

fn write_report(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "## `cargo entra-perms {}`: {}\n", report.command, report.counts())?;
    if let Some(verdict) = report.verdict {
        writeln!(text, "**{verdict}**\n")?;
    }
    for item in &report.items {
        write_item(text, item)?;
    }
    Ok(())
}

fn write_item(text: &mut String, item: &Item) -> std::fmt::Result {
    let class = item.class.map(|class| format!(" ({class})")).unwrap_or_default();
    let level = item.level.name();
    writeln!(text, "- **{level}** `{}`{class}: {}", item.id, inline(&item.message))?;
    for place in item.place.iter().chain(&item.related) {
        writeln!(text, "  - {}", code(&place.to_string()))?;
    }
    for remark in &item.remarks {
        writeln!(text, "  - {}: {}", remark.label(), inline(&remark.text))?;
    }
    Ok(())
}
