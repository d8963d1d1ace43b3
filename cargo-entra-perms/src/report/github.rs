//! Annotations of a workflow of GitHub, which shows them at the lines of a pull request.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use super::{Item, Report};
use crate::arguments::Level;
use crate::visible::visible;

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for item in &report.items {
        // Writing to a string cannot fail.
        let _ = write_command(&mut text, item);
    }
    text
}

/// ```text
/// ::error file=src/permissions.rs,line=6,col=28,title=unknown_name::unknown app role…%0Ahelp: …
/// ```
fn write_command(text: &mut String, item: &Item) -> std::fmt::Result {
    let command = match item.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(text, "::{command} ")?;
    if let Some(place) = &item.place {
        let file = property(&place.file);
        write!(text, "file={file},line={},col={},", place.line, place.column)?;
    }
    let mut message = visible(&item.message);
    for place in &item.related {
        write!(message, "\nnote: see also {}", visible(&place.to_string()))?;
    }
    for remark in &item.remarks {
        write!(message, "\n{}: {}", remark.label(), visible(&remark.text))?;
    }
    let title = match item.class {
        Some(class) => format!("{} ({class})", item.id),
        None => item.id.to_owned(),
    };
    writeln!(text, "title={}::{}", property(&title), data(&message))
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Location;

    #[test]
    fn the_name_of_a_file_ends_no_property() {
        let place = Location { file: "a:b,c.json".to_owned(), line: 1, column: 2 };
        let item = Item {
            id: "x",
            level: Level::Note,
            class: None,
            message: "m".to_owned(),
            place: Some(place),
            related: Vec::new(),
            remarks: Vec::new(),
        };
        let report = Report { items: vec![item], ..Report::new("check") };
        let expected = "::notice file=a%3Ab%2Cc.json,line=1,col=2,title=x::m\n";
        assert_eq!(render(&report), expected);
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(data("100%:\r\na, b"), "100%25:%0D%0Aa, b");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
