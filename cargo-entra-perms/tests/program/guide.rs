//! The output of commands in `docs/guide/command.md`, compared with the program.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::workspace::run;

/// A line in place of lines that the page does not show.
const ELLIPSIS: &str = "…";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Each block of the language `console` has one command, which runs in the root folder.
#[test]
fn the_page_shows_real_output() {
    let file = root().join("docs/guide/command.md");
    let page = fs::read_to_string(&file).unwrap();
    let mut checked = 0;
    for block in page.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```\n").unwrap();
        let (command, shown) = block.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ cargo entra-perms ").unwrap();
        let arguments: Vec<_> = arguments.split(' ').collect();
        let found = run(&root(), &arguments);
        assert_eq!((found.stderr.as_str(), found.status), ("", 0), "{command}");
        let is_equal = is_shown(shown, &found.stdout);
        assert!(is_equal, "{command}\n{shown}\nis not the output:\n{}", found.stdout);
        checked += 1;
    }
    assert!(checked > 4, "{checked}");
}

/// Returns whether a text has these lines, with any lines in the place of an ellipsis.
fn is_shown(shown: &str, text: &str) -> bool {
    let mut rest = text;
    let mut is_first = true;
    for part in shown.split(&format!("{ELLIPSIS}\n")) {
        let found = if is_first { rest.starts_with(part).then_some(0) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
        is_first = false;
    }
    rest.is_empty() || shown.ends_with(&format!("{ELLIPSIS}\n"))
}
