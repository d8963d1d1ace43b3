//! Build errors and warnings of the macros, and code that the macros must accept.
//!
//! rustc compiles each case as a crate, with the dependencies that cargo built for this test. So no
//! dependency is built again, and a case takes a fraction of a second. The expected texts contain
//! the project's own words and their places, but no words of rustc: they hold for every version of
//! rustc. The package in `tests/rustc` compares errors that rustc itself words.
//!
//! After a message has changed, write the files again and read the difference:
//! `TRYBUILD=overwrite cargo test -p 'entra-perms-test*' --test ui`.

mod case;
mod compiler;
mod diagnostic;
mod documentation;

use case::Case;

#[test]
fn each_defect_has_its_message() {
    case::check_all(&Case::below("tests/ui", "fail"), Case::has_its_messages);
}

#[test]
fn accepted_code_compiles_and_runs() {
    case::check_all(&Case::below("tests/ui", "pass"), Case::compiles_and_runs);
}

#[test]
fn rustc_rejects_code_for_the_same_reasons_on_every_toolchain() {
    case::check_all(&Case::below("tests/rustc", "fail"), Case::has_its_error_codes);
}

#[test]
fn each_expected_text_has_a_case() {
    assert_eq!(case::texts_without_case("tests/ui"), [""; 0]);
    assert_eq!(case::texts_without_case("tests/rustc"), [""; 0]);
}
