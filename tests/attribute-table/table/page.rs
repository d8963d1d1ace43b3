//! The table in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::attributes::ATTRIBUTES;
use crate::cases::{Case, Column};
use crate::program::{Guard, Outcome};

const INTRO: &str = "\
# Guards beside other attributes

An attribute above `#[requires]` expands first, so it can drop the guard, or store what the guarded
function returned. An attribute below it gets what the guard leaves. This table shows what comes of
both, for attribute macros that services use.

Each attribute is put above and below a guard: on a function, an `async fn`, a method and a handler.
If this compiles, it runs: for a caller who has the role, for one who has not, and for the first one
again.

| cell | meaning |
|---|---|
| guarded | The caller with the role gets in, the other one does not. |
| guarded, found | The same. The check of the sources (`audit::Sources`) asks for another order, because the attribute is not known to be harmless. |
| **open**, found | The caller without the role gets in. The check of the sources finds it. |
| shut, found | The caller with the role does not get in. The check of the sources finds it. |
| error | It does not compile. The messages are below the table. |

So put `#[requires]` **first**, and let a test check the sources:

```rust,ignore
#[test]
fn no_guard_is_lost() {
    audit::Sources::new(\"src/main.rs\").check().unwrap();
}
```

In the rows whose attribute is on an `impl`, a trait or a module, it is around the guarded method.

The table is made by a test in `tests/attribute-table`, which is no member of the workspace: run
`cargo test` there. It fails if a cell changes, or if a guard is open and the check does not find it.
To write the table anew, set `ENTRA_PERMS_ATTRIBUTES=overwrite`.

";

const MESSAGES: &str = "\n## Messages\n\n| attribute | guard | first error |\n|---|---|---|\n";

/// Characters of a message: some explain at length.
const MAX_MESSAGE: usize = 140;

/// The page: the table, then the messages of rustc.
pub(crate) fn page(cases: &[Case], outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut page = INTRO.to_owned();
    let mut messages = MESSAGES.to_owned();
    page.push_str("| attribute | function, above | below | `async fn`, above | below | method, above | below | handler, above | below |\n");
    page.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for (row, attribute) in ATTRIBUTES.iter().enumerate() {
        let name = format!("{}{}", text(attribute.text), version(attribute.from));
        page.push_str(&format!("| {name} |"));
        let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for column in Column::all() {
            let case = cases.iter().find(|case| (case.row, case.column) == (row, column));
            let outcome = case.and_then(|case| outcomes.get(&case.name()));
            page.push_str(&format!(" {} |", cell(outcome)));
            if let Some(Outcome::Error(error)) = outcome {
                errors.entry(error).or_default().push(column.to_string());
            }
        }
        page.push('\n');
        for (error, columns) in errors {
            let error: String = error.replace('|', "\\|").chars().take(MAX_MESSAGE).collect();
            messages.push_str(&format!("| {name} | {} | {error} |\n", columns.join("; ")));
        }
    }
    page + &messages
}

fn text(attribute: &str) -> String {
    match attribute.split_once(" and ") {
        Some((text, and)) => format!("`{text}` and {and}"),
        None => format!("`{}`", attribute.replace('|', "\\|")),
    }
}

fn cell(outcome: Option<&Outcome>) -> String {
    let (guard, found) = match outcome {
        None => return String::new(),
        Some(Outcome::Error(_)) => return "error".to_owned(),
        Some(Outcome::Ran { guard, found }) => (guard, found),
    };
    let guard = match guard {
        Guard::Holds => "guarded",
        Guard::Open => "**open**",
        Guard::Shut => "shut",
    };
    format!("{guard}{}", if *found { ", found" } else { "" })
}

/// The crate and its version in `Cargo.lock`.
fn version((name, begins): (&str, &str)) -> String {
    if name.is_empty() {
        return String::new();
    }
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let versions = lock.split("[[package]]").filter_map(|package| {
        let mut lines = package.trim().lines();
        (lines.next()? == format!("name = \"{name}\"")).then(|| lines.next())?
    });
    let mut versions =
        versions.filter_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let version = versions.find(|version| version.starts_with(begins));
    format!(" ({name} {})", version.unwrap_or_else(|| panic!("no {name} {begins} in Cargo.lock")))
}

/// Returns the cases that fail the test: the guard is open, and the check does not find it.
pub(crate) fn bad(cases: &[Case], outcomes: &BTreeMap<String, Outcome>) -> Vec<String> {
    let is_bad = |outcome: &Outcome| {
        matches!(outcome, Outcome::Ran { guard: Guard::Open | Guard::Shut, found: false })
    };
    let bad = cases.iter().filter(|case| outcomes.get(&case.name()).is_none_or(is_bad));
    bad.map(|case| format!("{} {:?}: {}.rs", ATTRIBUTES[case.row].text, case.column, case.name()))
        .collect()
}

/// The rows that only one of the pages has. How rustc words a message does not count.
pub(crate) fn differences(expected: &str, found: &str) -> Vec<String> {
    let (expected, found) = (rows(expected), rows(found));
    let gone = expected.difference(&found).map(|row| format!("- {row}"));
    gone.chain(found.difference(&expected).map(|row| format!("+ {row}"))).collect()
}

fn rows(page: &str) -> BTreeSet<&str> {
    let table = page.split(MESSAGES).next().unwrap_or_default();
    table.lines().filter(|line| line.starts_with("| ")).collect()
}
