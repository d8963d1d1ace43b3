//! The format for people, which looks like the messages of rustc.

use std::fmt::Write as _;

use super::{Item, Report};
use crate::arguments::Level;
use crate::output::{ERROR, FRAME, STRONG, WARNING};
use crate::visible::visible;

pub(super) fn render(report: &Report) -> String {
    let mut text = items(report);
    if let Some(verdict) = report.verdict {
        let _ = writeln!(text, "{STRONG}{verdict}{STRONG:#}");
    }
    let models = report.models.len();
    let plural = if models == 1 { "" } else { "s" };
    let _ = writeln!(text, "{models} model{plural}: {}", report.counts());
    text
}

/// Writes the items, each with an empty line behind it.
pub(super) fn items(report: &Report) -> String {
    let mut text = String::new();
    for item in &report.items {
        // Writing to a string cannot fail.
        let _ = write_item(&mut text, item);
        text.push('\n');
    }
    text
}

/// ```text
/// error[unknown_name]: unknown app role `Contacts.Raed`
///   --> src/permissions.rs:6:28
///    = help: did you mean `Contacts.Read`?
/// ```
fn write_item(text: &mut String, item: &Item) -> std::fmt::Result {
    let style = match item.level {
        Level::Error => ERROR,
        Level::Warning => WARNING,
        Level::Note => STRONG,
    };
    let level = item.level.name();
    let (id, message) = (item.id, visible(&item.message));
    write!(text, "{style}{level}[{id}]{style:#}{STRONG}: {message}{STRONG:#}")?;
    match item.class {
        Some(class) => writeln!(text, " ({class})")?,
        None => text.push('\n'),
    }
    if let Some(place) = &item.place {
        writeln!(text, "  {FRAME}-->{FRAME:#} {}", visible(&place.to_string()))?;
    }
    for place in &item.related {
        writeln!(text, "  {FRAME}:::{FRAME:#} {}", visible(&place.to_string()))?;
    }
    for remark in &item.remarks {
        let label = remark.label();
        let wrapped = remark.wrapped();
        let wrapped = wrapped.strip_prefix(label).unwrap_or(&wrapped).replace('\n', "\n     ");
        writeln!(text, "   {FRAME}={FRAME:#} {STRONG}{label}{STRONG:#}{wrapped}")?;
    }
    Ok(())
}
