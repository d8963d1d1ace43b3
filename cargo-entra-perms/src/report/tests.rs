//! Texts of manifests in the formats for people and for jobs.

use super::{Item, Remark, Report};
use crate::arguments::{Format, Level};
use crate::place::Location;

/// Returns a report in which each text has a name that somebody chose.
fn report(name: &str) -> Report {
    let place = |file: String| Location { file, line: 1, column: 2 };
    let item = Item {
        id: "id",
        level: Level::Warning,
        class: None,
        message: format!("scope `{name}` is new"),
        place: Some(place("m.json".to_owned())),
        related: vec![place(format!("`{name}`.json"))],
        remarks: vec![Remark::note(format!("n `{name}`")), Remark::help(format!("h `{name}`"))],
    };
    Report { items: vec![item], ..Report::new("check") }
}

#[test]
fn no_name_is_a_command_of_a_job_or_of_a_terminal() {
    let report = report("a\n::error::b \u{1b}]8;;x\u{7} \u{202e} ##vso[c] ##[d]");
    for (format, lines) in [(Format::Text, 6), (Format::Github, 1)] {
        let text = anstream::adapter::strip_str(&report.render(format).unwrap()).to_string();
        let original = report.render(format).unwrap();
        assert!(!original.contains(['\u{7}', '\u{202e}']), "{original:?}");
        assert!(!original.contains("\u{1b}]") && !text.contains("##"), "{original:?}");
        assert_eq!(text.matches(r"a\n\u{3a}:error::b \u{1b}]8;;x\u{7}").count(), 4, "{text}");
        let is_command = |line: &&str| line.trim_start().starts_with("::");
        let commands = text.lines().filter(is_command).filter(|line| !line.contains("::: "));
        assert_eq!(commands.count(), usize::from(format == Format::Github), "{text}");
        assert!(text.lines().count() >= lines, "{text}");
    }
}

#[test]
fn no_name_is_markup() {
    let report = report("``a <img src=x> @me [b](https://evil.example)");
    let text = report.render(Format::Markdown).unwrap();
    let (_, items) = text.split_once("\n\n").unwrap();
    let outside: String = items.split('`').step_by(2).collect();
    let outside = outside.replace("<code>", "").replace("</code>", "");
    assert!(!outside.contains(['<', '@', '[']), "{text}");
}
