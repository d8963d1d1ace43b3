//! Collects the problems of all files, and the rates.

use std::collections::BTreeMap;
use std::fmt;

use crate::hit::Hit;
use crate::prose::paragraphs;
use crate::source::{Block, Source};
use crate::words::WordLists;
use crate::{rates, width};

/// The code whose patterns are counted, without its tests.
const COUNTED: [&str; 3] =
    ["entra-perms-macros/src/", "entra-perms-model/src/", "entra-perms-runtime/src/"];

/// How many of something a thousand words, or a thousand lines, may have.
const MAX_FREE_RELATIVES: f64 = 0.5;
const MAX_WHERES: f64 = 1.0;
const MAX_TUPLE_LETS: f64 = 1.0;
const MAX_SILENT_DEFAULTS: f64 = 0.7;

/// All problems: those that are refused, and those that count.
#[derive(Default)]
pub(crate) struct Report {
    problems: Vec<Problem>,
    words: usize,
    code_lines: usize,
    free_relatives: Vec<Problem>,
    wheres: Vec<Problem>,
    tuple_lets: Vec<Problem>,
    silent_defaults: Vec<Problem>,
}

struct Problem {
    path: String,
    hit: Hit,
}

struct Rate<'a> {
    name: &'static str,
    found: &'a [Problem],
    per: usize,
    unit: &'static str,
    limit: f64,
}

impl Report {
    /// Checks one file.
    pub(crate) fn add(&mut self, path: &str, source: &Source, lists: &WordLists) {
        for block in &source.blocks {
            self.add_block(path, block, lists);
        }
        self.problems.extend(at(path, width::wide_code(&source.code)));
        if COUNTED.iter().any(|folder| path.starts_with(folder)) && !is_test(path) {
            let counted = rates::code(&source.code);
            self.code_lines += counted.lines;
            self.tuple_lets.extend(at(path, counted.tuple_lets));
            self.silent_defaults.extend(at(path, counted.silent_defaults));
        }
    }

    fn add_block(&mut self, path: &str, block: &Block, lists: &WordLists) {
        self.problems.extend(at(path, width::wide_text(block)));
        self.problems.extend(at(path, lists.opening(block)));
        for paragraph in paragraphs(block) {
            self.problems.extend(at(path, lists.find(&paragraph)));
            let counted = rates::words(&paragraph);
            self.words += counted.all;
            self.free_relatives.extend(at(path, counted.free_relatives));
            self.wheres.extend(at(path, counted.wheres));
        }
    }

    fn rated(&self) -> [Rate<'_>; 4] {
        [
            self.per_words("free relatives", &self.free_relatives, MAX_FREE_RELATIVES),
            self.per_words("\"where\" as a condition", &self.wheres, MAX_WHERES),
            self.per_lines("tuple `let`s", &self.tuple_lets, MAX_TUPLE_LETS),
            self.per_lines("`unwrap_or_default()`", &self.silent_defaults, MAX_SILENT_DEFAULTS),
        ]
    }

    fn per_words<'a>(&self, name: &'static str, found: &'a [Problem], limit: f64) -> Rate<'a> {
        Rate { name, found, per: self.words, unit: "words", limit }
    }

    fn per_lines<'a>(&self, name: &'static str, found: &'a [Problem], limit: f64) -> Rate<'a> {
        Rate { name, found, per: self.code_lines, unit: "lines", limit }
    }

    /// Returns one line for each rate.
    pub(crate) fn rates(&self) -> String {
        self.rated().map(|rate| rate.to_string()).join("\n")
    }

    /// Returns `true` if nothing is refused and all rates are within their limits.
    pub(crate) fn is_clean(&self) -> bool {
        self.problems.is_empty() && self.rated().iter().all(|rate| !rate.is_over())
    }
}

fn at(path: &str, hits: impl IntoIterator<Item = Hit>) -> impl Iterator<Item = Problem> {
    hits.into_iter().map(|hit| Problem { path: path.to_owned(), hit })
}

/// Returns `true` for files of tests.
fn is_test(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, "tests" | "tests.rs" | "test_support"))
        || path.rsplit('/').next().is_some_and(|file| file.starts_with("test_"))
}

impl Rate<'_> {
    #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
    fn value(&self) -> f64 {
        self.found.len() as f64 * 1000.0 / self.per.max(1) as f64
    }

    fn is_over(&self) -> bool {
        self.value() > self.limit
    }
}

impl fmt::Display for Rate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, found, per, unit, limit } = self;
        let value = self.value();
        let count = found.len();
        write!(f, "{name}: {value:.2} per 1,000 {unit}, {limit} at most ({count} in {per})")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.hit.line, self.hit.problem)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rates = self.rated();
        let over = rates.iter().filter(|rate| rate.is_over()).flat_map(|rate| rate.found);
        let mut shown: Vec<_> = self.problems.iter().chain(over).collect();
        shown.sort_by_key(|problem| (&problem.path, problem.hit.line));
        let mut files: BTreeMap<&str, usize> = BTreeMap::new();
        writeln!(f, "the language rules of CONTRIBUTING.md are broken\n")?;
        for problem in &shown {
            writeln!(f, "{problem}")?;
            *files.entry(&problem.path).or_default() += 1;
        }
        writeln!(f, "\nproblems by file:")?;
        for (path, count) in &files {
            writeln!(f, "{count:5} {path}")?;
        }
        writeln!(f, "{:5} in all\n\n{}", shown.len(), self.rates())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Form;

    const PAGE: &str =
        "```text refused\nanew  again\n```\n```text allowed\n```\n```text openings\nwhat\n```\n";

    fn report(path: &str, text: &str) -> Report {
        let mut report = Report::default();
        let source = Source::read(Form::from_path(path).unwrap(), text);
        report.add(path, &source, &WordLists::read(PAGE));
        report
    }

    #[test]
    fn every_problem_is_reported_with_its_place() {
        let text = format!("/// What is read\n/// anew.\nfn f() {{}}\n// {}\n", "a ".repeat(60));
        let report = report("src/a.rs", &text);
        let shown = report.to_string();
        for expected in
            ["src/a.rs:1: the doc", "src/a.rs:1: \"what\"", "src/a.rs:2: \"anew\"", "src/a.rs:4: 1"]
        {
            assert!(shown.contains(expected), "{expected}: {shown}");
        }
        assert!(!report.is_clean());
    }

    #[test]
    fn one_problem_is_enough_to_fail() {
        assert!(!report("a.md", "Read it anew.").is_clean());
        assert!(!report("a.md", &"long ".repeat(25)).is_clean());
        assert!(!report("a.rs", &format!("m!({});", "long ".repeat(25))).is_clean());
        assert!(!report("a.rs", "/// What\nfn f() {}").is_clean());
    }

    #[test]
    fn rates_alone_can_fail() {
        assert!(!report("a.md", "It does what it can.").is_clean());
        assert!(!report("a.md", "It runs where it can.").is_clean());
        let code = "fn f() { let (a, b) = (1, 2); }";
        for folder in COUNTED {
            assert!(!report(&format!("{folder}a.rs"), code).is_clean());
            assert!(report(&format!("{folder}a/tests.rs"), code).is_clean());
        }
    }

    #[test]
    fn plain_text_is_clean() {
        let text = "/// Returns the name.\nfn f() { g().unwrap_or_default() }\n";
        assert!(report("examples/a.rs", text).is_clean());
    }
}
