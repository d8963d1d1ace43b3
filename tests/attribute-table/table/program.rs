//! Compiles all cases into one program, and runs it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::cases::Case;

/// The result of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The case does not compile. Contains the first error.
    Error(String),
    Ran {
        guard: Guard,
        /// `true` if the source check reports the case.
        found: bool,
    },
}

/// The effect of the attribute on the guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Only the caller with the role gets in.
    Holds,
    /// The caller without the role gets in.
    Open,
    /// The caller with the role does not get in.
    Shut,
}

const FOLDER: &str = "target/cases";

/// Compiles the cases together, then again without the cases that have errors.
///
/// rustc names the file of each error. It runs its next stage only if the stage before it found no
/// errors, so several rounds may be necessary.
pub(crate) fn outcomes(cases: &[Case]) -> BTreeMap<String, Outcome> {
    let _ = fs::remove_dir_all(FOLDER);
    fs::create_dir_all(FOLDER).unwrap();
    for case in cases {
        fs::write(format!("{FOLDER}/{}.rs", case.name()), &case.source).unwrap();
    }
    let mut outcomes = BTreeMap::new();
    let mut names: BTreeSet<String> = cases.iter().map(Case::name).collect();
    loop {
        fs::write(format!("{FOLDER}/main.rs"), main(&names)).unwrap();
        let messages = build();
        let errors = messages.iter().filter(|message| message["message"]["level"] == "error");
        let mut failed = BTreeMap::new();
        let mut elsewhere = Vec::new();
        for error in errors.map(|message| &message["message"]) {
            let text =
                error["message"].as_str().unwrap().lines().next().unwrap_or_default().to_owned();
            match case_of(&error["spans"]) {
                Some(name) => _ = failed.entry(name).or_insert(text),
                None if text.starts_with("aborting due to") => {}
                None => elsewhere.push(error["rendered"].clone()),
            }
        }
        if let Some(executable) = messages.iter().find_map(|message| message["executable"].as_str())
        {
            run(executable, &mut outcomes);
            return outcomes;
        }
        assert!(!failed.is_empty(), "the program has errors outside of the cases: {elsewhere:#?}");
        for (name, error) in failed {
            assert!(
                names.remove(&name),
                "`{name}` has an error but is not in the program: {error}"
            );
            outcomes.insert(name, Outcome::Error(error));
        }
    }
}

fn main(names: &BTreeSet<String>) -> String {
    let mut main = "#[path = \"../../program.rs\"]\nmod program;\n".to_owned();
    let mut list = String::new();
    for name in names {
        main.push_str(&format!("mod {name};\n"));
        list.push_str(&format!("        (\"{name}\", {name}::ask),\n"));
    }
    format!("#![allow(warnings)]\n{main}\nfn main() {{\n    program::run(&[\n{list}    ]);\n}}\n")
}

fn build() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--offline", "--bin", "cases", "--features", "cases"])
        .args(["--message-format", "json"])
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the case whose file contains the error, or the macro call that expands to the error.
fn case_of(spans: &Value) -> Option<String> {
    let spans = spans.as_array()?;
    let primary = spans.iter().filter(|span| span["is_primary"] == true);
    primary.chain(spans).find_map(|span| {
        let mut span = span;
        while span.is_object() {
            let file = Path::new(span["file_name"].as_str()?);
            let name = file.file_stem()?.to_str()?;
            if name.starts_with("case") {
                return Some(name.to_owned());
            }
            span = &span["expansion"]["span"];
        }
        None
    })
}

fn run(executable: &str, outcomes: &mut BTreeMap<String, Outcome>) {
    let output = Command::new(executable).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let prefix = format!("{FOLDER}/");
    let found: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix)?.split_once(".rs:"))
        .map(|(name, _)| name)
        .collect();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        let words: Vec<_> = line.split(' ').collect();
        let [name, answers @ ..] = words.as_slice() else { continue };
        let guard = match answers {
            ["in", "out", "in"] => Guard::Holds,
            [_, "in", _] => Guard::Open,
            [_, _, _] => Guard::Shut,
            // Lines of the source check.
            _ => continue,
        };
        let outcome = Outcome::Ran { guard, found: found.contains(name) };
        outcomes.insert((*name).to_owned(), outcome);
    }
}
