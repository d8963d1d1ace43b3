//! What becomes of a guard beside other crates' attribute macros: `docs/attributes.md`.
//!
//! `attributes` (the list) → `cases` (sources) → `program` (built and run) → `page`.

mod attributes;
mod cases;
mod page;
mod program;

use std::{env, fs};

const PAGE: &str = "../../docs/attributes.md";

#[test]
fn no_guard_is_open_without_being_found() {
    let cases = cases::all();
    let outcomes = program::outcomes(&cases);
    let page = page::page(&cases, &outcomes);
    if env::var_os("ENTRA_PERMS_ATTRIBUTES").is_some_and(|value| value == "overwrite") {
        fs::write(PAGE, &page).unwrap();
    }
    let bad = page::bad(&cases, &outcomes);
    assert!(
        bad.is_empty(),
        "a caller without the role gets in, and nothing says so:\n{}",
        bad.join("\n")
    );
    let expected = fs::read_to_string(PAGE).unwrap_or_default();
    let differences = page::differences(&expected, &page);
    assert!(
        differences.is_empty(),
        "the table is not that of {PAGE}; run this test once with ENTRA_PERMS_ATTRIBUTES=overwrite \
         if the change is meant:\n{}",
        differences.join("\n")
    );
}
