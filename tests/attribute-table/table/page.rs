//! The page: the table and the messages in Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::attributes::ATTRIBUTES;
use crate::cases::{Case, Column};
use crate::program::{Guard, Outcome};

const INTRO: &str = "\
# Guards next to other attributes

An attribute above `#[requires]` expands first. It can remove the guard, or store the result of the
guarded function. An attribute below `#[requires]` gets the function that the guard leaves. This
page shows the effect of both orders for attribute macros that services use.

**Put `#[requires]` first**, and check the sources in a test:

```rust,ignore
#[test]
fn no_guard_is_lost() {
    audit::Sources::new(\"src/main.rs\").check().unwrap();
}
```

## Table

Each attribute is once above and once below a guard: on a function, an `async fn`, a method and a
handler. Each case that compiles runs three times: for a caller who has the role, for a caller who
does not have it, and for the first caller again.

| cell | meaning |
|---|---|
| guarded | Only the caller with the role gets in. |
| guarded, found | Only the caller with the role gets in. The source check (`audit::Sources`) \
asks for another order, because it does not know that the attribute is harmless. |
| **open**, found | The caller without the role gets in. The source check reports it. |
| shut, found | The caller with the role does not get in. The source check reports it. |
| error | The case does not compile. The first error is listed under [Messages](#messages). |

If an attribute belongs on an `impl`, a trait or a module, the guarded method is inside that item.

A test in `tests/attribute-table` generates this page. It fails if a cell changes, or if a guard is
open or shut and the source check does not report it. The folder is not a member of the workspace,
because it builds many crates: run `cargo test` there. To update this page, set
`ENTRA_PERMS_ATTRIBUTES=overwrite`.

";

const HEADINGS: &str = "\
| attribute | function, above | below | `async fn`, above | below | method, above | below \
| handler, above | below |
|---|---|---|---|---|---|---|---|---|
";

const MESSAGES: &str = "\n## Messages\n\n| attribute | guard | first error |\n|---|---|---|\n";

/// The maximum number of characters of a message. Some messages are long explanations.
const MAX_MESSAGE: usize = 140;

/// Returns the page: the table, then the first error of each case that does not compile.
pub(crate) fn page(cases: &[Case], outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut page = INTRO.to_owned();
    page.push_str(HEADINGS);
    let mut messages = MESSAGES.to_owned();
    for (row, attribute) in ATTRIBUTES.iter().enumerate() {
        let name = format!("{}{}", text(attribute.text), version(attribute.from));
        page.push_str(&format!("| {name} |"));
        let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for column in Column::all() {
            let case = cases.iter().find(|case| case.row == row && case.column == column);
            let outcome = case.and_then(|case| outcomes.get(&case.name()));
            page.push_str(&format!(" {} |", cell(outcome)));
            if let Some(Outcome::Error(error)) = outcome {
                errors.entry(error).or_default().push(column.to_string());
            }
        }
        page.push('\n');
        for (error, columns) in errors {
            let error = shortened(&error.replace('|', "\\|"));
            messages.push_str(&format!("| {name} | {} | {error} |\n", columns.join("; ")));
        }
    }
    page + &messages
}

/// Returns a message with at most `MAX_MESSAGE` characters, and `…` if that cuts it.
fn shortened(message: &str) -> String {
    match message.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

fn text(attribute: &str) -> String {
    match attribute.split_once(" and ") {
        Some((text, and)) => format!("`{text}` and {and}"),
        None => format!("`{}`", attribute.replace('|', "\\|")),
    }
}

fn cell(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "",
        Some(Outcome::Error(_)) => "error",
        Some(Outcome::Ran { guard: Guard::Holds, found: false }) => "guarded",
        Some(Outcome::Ran { guard: Guard::Holds, found: true }) => "guarded, found",
        Some(Outcome::Ran { guard: Guard::Open, found: false }) => "**open**",
        Some(Outcome::Ran { guard: Guard::Open, found: true }) => "**open**, found",
        Some(Outcome::Ran { guard: Guard::Shut, found: false }) => "shut",
        Some(Outcome::Ran { guard: Guard::Shut, found: true }) => "shut, found",
    }
}

/// Returns the crate with its version in `Cargo.lock`, or an empty text for an attribute of rustc.
fn version((name, prefix): (&str, &str)) -> String {
    if name.is_empty() {
        return String::new();
    }
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let name_line = format!("name = \"{name}\"");
    for package in lock.split("[[package]]") {
        let mut lines = package.trim().lines();
        if lines.next() != Some(name_line.as_str()) {
            continue;
        }
        let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
        let version = version.and_then(|version| version.strip_suffix('"')).unwrap();
        if version.starts_with(prefix) {
            return format!(" ({name} {version})");
        }
    }
    panic!("no {name} {prefix} in Cargo.lock")
}

/// Returns the cases with an open or a shut guard that the source check does not report, and the
/// cases without an outcome.
pub(crate) fn unreported(cases: &[Case], outcomes: &BTreeMap<String, Outcome>) -> Vec<String> {
    let mut unreported = Vec::new();
    for case in cases {
        match outcomes.get(&case.name()) {
            Some(Outcome::Error(_) | Outcome::Ran { guard: Guard::Holds, .. }) => {}
            Some(Outcome::Ran { found: true, .. }) => {}
            Some(Outcome::Ran { found: false, .. }) | None => {
                let attribute = ATTRIBUTES[case.row].text;
                let name = case.name();
                unreported.push(format!("{attribute} {:?}: {name}.rs", case.column));
            }
        }
    }
    unreported
}

/// Returns the rows that only one of the pages has. The wording of rustc's messages is ignored.
pub(crate) fn differences(expected: &str, found: &str) -> Vec<String> {
    let expected = rows(expected);
    let found = rows(found);
    let removed = expected.difference(&found).map(|row| format!("- {row}"));
    let added = found.difference(&expected).map(|row| format!("+ {row}"));
    removed.chain(added).collect()
}

/// Returns the rows of the tables before the messages.
fn rows(page: &str) -> BTreeSet<&str> {
    let tables = match page.split_once(MESSAGES) {
        Some((tables, _)) => tables,
        None => page,
    };
    tables.lines().filter(|line| line.starts_with("| ")).collect()
}
