//! Checks the language and the width of comments and documents. `CONTRIBUTING.md` has the rules.
//!
//! `scope` (files) → `source`, `rust` (comments and code) → `prose` (paragraphs of words)
//! → `width`, `words`, `rates` (hits) → `report`.
//!
//! Needs `std` only: `rustc --edition 2024 --test tests/prose/main.rs` builds it in a second.

mod hit;
mod prose;
mod rates;
mod report;
mod rust;
mod scope;
mod source;
mod width;
mod words;

use std::fs;

use report::Report;
use scope::Scope;
use source::Source;
use words::WordLists;

#[test]
fn comments_and_documents_follow_the_language_rules() {
    let scope = Scope::from_environment();
    let contributing = scope.root.join("CONTRIBUTING.md");
    let lists = WordLists::read(&fs::read_to_string(contributing).unwrap());
    let mut report = Report::default();
    for (path, form) in scope.files() {
        let text = fs::read_to_string(scope.root.join(&path)).unwrap();
        report.add(&path, &Source::read(form, &text), &lists);
    }
    assert!(report.is_clean(), "{report}");
    println!("{}", report.rates());
}
